//! The default tenant's bot from the environment, at every start of the server. It sets up only what nobody configured
//! by a call, not even one who deleted it again.

use switchboard_store::{
    BotId, Tx, bots as bot_rows,
    entities::{
        bot::BotState,
        integration::{ConfiguredBy, Model},
    },
    integrations, tenants, units,
};

use super::{Integrations, SeedBot, TokenCheck, row, token::BotToken};
use crate::{
    audit::{self, Act, By},
    bots::holding::{claim, take_over},
    error::Result,
    work::Work,
};

/// The tenant of tokens that name none.
const DEFAULT_TENANT: &str = "default";

impl Integrations {
    /// Sets the default tenant's default integration up from the environment, unless it was configured otherwise.
    /// A new token replaces an earlier one from the environment.
    ///
    /// # Errors
    /// A malformed token; `Conflict` where the bot is connected elsewhere. That Telegram is out of reach is none: the
    /// bot starts when it can.
    pub async fn seed(&self, seed: SeedBot) -> Result<()> {
        let token = BotToken::parse(&seed.token)?;
        let work = Work::begin(&self.core).await?;
        let bot = plant(&work, &token, seed.support_chat_id).await?;
        work.commit().await?;
        let Some(bot) = bot else {
            tracing::info!("TELEGRAM_BOT_TOKEN is not used: the default bot was configured by a call");
            return Ok(());
        };
        self.core.wakes.roster_changed();
        match self.introduce(bot).await? {
            TokenCheck::Works { username } => tracing::info!(bot, username, "the default bot is connected"),
            TokenCheck::Refused => tracing::error!(bot, "Telegram refuses TELEGRAM_BOT_TOKEN"),
            TokenCheck::Unreachable(why) => tracing::warn!(bot, why, "Telegram can't be reached now"),
        }
        Ok(())
    }
}

/// Stores what the environment says; `None` where a call decides.
async fn plant(work: &Work, token: &BotToken, support_chat: Option<i64>) -> Result<Option<BotId>> {
    let (tx, now) = (work.tx(), work.now);
    let tenant = tenants::ensure(tx, DEFAULT_TENANT, now).await?;
    let unit = units::ensure_default(tx, tenant.id, now).await?;
    let found = integrations::lock_default(tx, tenant.id, unit.id).await?;
    if integrations::was_configured_by_call(tx, tenant.id, unit.id).await? {
        return Ok(None);
    }
    let is_new = found.is_none();
    let before = found.unwrap_or_else(|| row::blank(&unit, true, ConfiguredBy::Environment, work));
    claim(work, &before, token.bot).await?;
    let keeps_token = row::has_token(work.core(), &before, token);
    let mut after = before.clone();
    after.support_chat_id = support_chat;
    after.delivery_policy = work.core().settings.delivery_policy;
    if !keeps_token {
        row::change_token(work.core(), &mut after, token)?;
        pause_other_bot(tx, &before, token.bot).await?;
    }
    if is_new {
        integrations::insert(tx, after).await?;
        audit::record(work, By::Environment(tenant.id), Act::IntegrationConnected(before.id)).await?;
    } else if after != before {
        audit::record(work, By::Environment(tenant.id), Act::IntegrationChanged(before.id)).await?;
        integrations::update(tx, Model { updated_at: now, ..after }).await?;
    }
    take_over(work, &before, token.bot, !keeps_token).await?;
    Ok(Some(token.bot))
}

/// The bot that the integration had before stops; its queue stays.
async fn pause_other_bot(tx: &Tx, before: &Model, bot: BotId) -> Result<()> {
    if let Some(other) = before.bot_id.filter(|other| *other != bot) {
        bot_rows::set_state(tx, before.tenant_id, other, BotState::Paused).await?;
    }
    Ok(())
}
