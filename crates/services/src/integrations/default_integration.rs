//! `GET /integration`: the default integration of the tenant's default unit.

use switchboard_store::{entities::integration, integrations};

use super::{Integrations, missing, view::IntegrationView};
use crate::{
    actor::{Actor, Scope},
    error::Result,
};

impl Integrations {
    /// The tenant's default integration, if there is one.
    ///
    /// # Errors
    /// Without the scope `integrations`.
    pub async fn default_integration(&self, actor: &Actor) -> Result<Option<IntegrationView>> {
        actor.require(Scope::Integrations)?;
        let found = integrations::default_of(self.core.db.reader(), actor.tenant).await?;
        Ok(found.map(IntegrationView::from))
    }

    /// The row behind it.
    ///
    /// # Errors
    /// `NotFound` if there is none.
    pub(super) async fn own_integration(&self, actor: &Actor) -> Result<integration::Model> {
        actor.require(Scope::Integrations)?;
        integrations::default_of(self.core.db.reader(), actor.tenant).await?.ok_or_else(missing)
    }
}
