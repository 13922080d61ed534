//! `GET /integration/unit/{unitId}` and `GET /integration/{id}`.

use switchboard_store::{IntegrationId, UnitId, integrations, units};

use super::unknown;
use crate::{
    actor::{Actor, Scope},
    error::Result,
    integrations::{IntegrationView, Integrations},
    units::unknown as unknown_unit,
};

impl Integrations {
    /// The integrations of a unit, oldest first.
    ///
    /// # Errors
    /// Without the scope `integrations`; `NotFound` for a unit that is not the tenant's.
    pub async fn of_unit(&self, actor: &Actor, unit: UnitId) -> Result<Vec<IntegrationView>> {
        actor.require(Scope::Integrations)?;
        let reader = self.core.db.reader();
        let unit = units::by_id(reader, actor.tenant, unit).await?.ok_or_else(unknown_unit)?;
        let rows = integrations::of_unit(reader, actor.tenant, unit.id).await?;
        Ok(rows.into_iter().map(IntegrationView::from).collect())
    }

    /// One integration.
    ///
    /// # Errors
    /// Without the scope `integrations`; `NotFound` for one that is not the tenant's, or deleted.
    pub async fn by_id(&self, actor: &Actor, id: IntegrationId) -> Result<IntegrationView> {
        actor.require(Scope::Integrations)?;
        let found = integrations::by_id(self.core.db.reader(), actor.tenant, id).await?;
        found.map(IntegrationView::from).ok_or_else(unknown)
    }
}
