//! `integration`, `unitIntegrations` and `units`: bots and where they belong. Twins of the REST calls.

use async_graphql::{Context, ID, Object};
use switchboard_services::{Error, UnitId};

use crate::{
    caller::session,
    error::Result,
    types::{Integration, Unit},
};

#[derive(Default)]
pub(super) struct IntegrationsQuery;

#[Object]
impl IntegrationsQuery {
    /// The tenant's default integration; null if there is none. For site owners and admins.
    async fn integration(&self, ctx: &Context<'_>) -> Result<Option<Integration>> {
        let (services, actor) = session(ctx)?;
        Ok(services.integrations.default_integration(actor).await?.map(Integration))
    }

    /// The integrations of a unit, the oldest first. For site owners and admins.
    async fn unit_integrations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit.")] unit_id: ID,
    ) -> Result<Vec<Integration>> {
        let (services, actor) = session(ctx)?;
        let found = services.integrations.of_unit(actor, unit(&unit_id)?).await?;
        Ok(found.into_iter().map(Integration).collect())
    }

    /// The parts of the tenant, the oldest first; the default one is among them. For site owners and admins.
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>> {
        let (services, actor) = session(ctx)?;
        Ok(services.units.list(actor).await?.into_iter().map(Unit).collect())
    }
}

/// What is no id names nothing.
pub(crate) fn unit(id: &ID) -> Result<UnitId> {
    id.parse().map_err(|_| Error::not_found("There is no such unit.").into())
}
