//! `DELETE /integration`: the bot leaves. Its webhook is removed at Telegram as well as it goes, its token is erased, and the
//! row stays behind as deleted, so that the environment does not set it up again. What waits in its queue is kept for the
//! case that its tenant connects it again.

use switchboard_store::{
    bots as bot_rows,
    entities::{
        bot::BotState,
        integration::{ConfiguredBy, Model},
    },
    integrations, units,
};

use super::{Integrations, row};
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    bots,
    error::Result,
    work::Work,
};

impl Integrations {
    /// Deletes the tenant's default integration; without one nothing happens.
    ///
    /// # Errors
    /// Without the scope `integrations`.
    pub async fn disconnect(&self, actor: &Actor) -> Result<()> {
        actor.require(Scope::Integrations)?;
        let Some(found) = integrations::default_of(self.core.db.reader(), actor.tenant).await? else {
            return Ok(());
        };
        self.say_goodbye(&found).await;
        let work = Work::begin(&self.core).await?;
        let unit = units::ensure_default(work.tx(), actor.tenant, work.now).await?;
        match integrations::lock_default(work.tx(), actor.tenant, unit.id).await? {
            Some(row) => {
                audit::record(&work, actor, Act::IntegrationDeleted(row.id)).await?;
                self.delete(work, row).await
            }
            None => Ok(()),
        }
    }

    /// Removes the webhook, as long as the token is there to do it with.
    pub(super) async fn say_goodbye(&self, row: &Model) {
        let Some(bot) = row.bot_id.filter(|_| row.webhook_url.is_some()) else { return };
        match bots::access(&self.core, bot).await {
            Ok(access) => self.forget_webhook(&access).await,
            Err(error) => tracing::warn!(bot, %error, "the bot's webhook could not be removed"),
        }
    }

    /// Deletes a row that was read under a lock.
    pub(super) async fn delete(&self, work: Work, mut row: Model) -> Result<()> {
        if let Some(bot) = row.bot_id {
            bot_rows::set_state(work.tx(), row.tenant_id, bot, BotState::Paused).await?;
        }
        row::erase_token(&mut row);
        row.configured_by = ConfiguredBy::Api;
        row.updated_at = work.now;
        row.deleted_at = Some(work.now);
        integrations::update(work.tx(), row).await?;
        work.commit().await?;
        self.core.wakes.roster_changed();
        Ok(())
    }
}
