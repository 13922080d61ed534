//! `createUnit`, `renameUnit`, `deleteUnit`: the parts of a tenant.

use async_graphql::{Context, ID, Object};

use crate::{caller::session, error::Result, queries::unit, types::Unit};

#[derive(Default)]
pub(super) struct UnitsMutation;

#[Object]
impl UnitsMutation {
    /// Makes a unit. For site owners and admins.
    async fn create_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "1 to 255 characters.")] title: String,
    ) -> Result<Unit> {
        let (services, actor) = session(ctx)?;
        Ok(Unit(services.units.create(actor, &title).await?))
    }

    /// Gives a unit another title. For site owners and admins.
    async fn rename_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit.")] id: ID,
        #[graphql(desc = "1 to 255 characters.")] title: String,
    ) -> Result<Unit> {
        let (services, actor) = session(ctx)?;
        Ok(Unit(services.units.rename(actor, unit(&id)?, &title).await?))
    }

    /// Deletes a unit that has no integrations; the default one stays (`CONFLICT`). For site owners and admins.
    async fn delete_unit(&self, ctx: &Context<'_>, #[graphql(desc = "The unit.")] id: ID) -> Result<bool> {
        let (services, actor) = session(ctx)?;
        services.units.delete(actor, unit(&id)?).await?;
        Ok(true)
    }
}
