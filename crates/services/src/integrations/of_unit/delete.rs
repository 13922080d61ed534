//! `DELETE /integration/{id}`: as for the default integration, but by its id.

use switchboard_store::{IntegrationId, integrations};

use super::unknown;
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    error::Result,
    integrations::Integrations,
    work::Work,
};

impl Integrations {
    /// Deletes an integration: its webhook is removed at Telegram, its token is erased.
    ///
    /// # Errors
    /// `NotFound` for one that is not the tenant's, or deleted already.
    pub async fn delete_by_id(&self, actor: &Actor, id: IntegrationId) -> Result<()> {
        actor.require(Scope::Integrations)?;
        let found =
            integrations::by_id(self.core.db.reader(), actor.tenant, id).await?.ok_or_else(unknown)?;
        self.say_goodbye(&found).await;
        let work = Work::begin(&self.core).await?;
        let row = integrations::lock(work.tx(), actor.tenant, id).await?.ok_or_else(unknown)?;
        audit::record(&work, actor, Act::IntegrationDeleted(id)).await?;
        self.delete(work, row).await
    }
}
