//! The default tenant's bot from the environment, at every start of the server. It sets up only what nobody configured
//! by a call, not even one who deleted it again.

use switchboard_store::{
    BotId, IntegrationId, Tx, bots as bot_rows,
    entities::{
        bot::BotState,
        integration::{ChatScope, ConfiguredBy, Model},
        unit,
    },
    integrations, tenants, units,
};

use super::{Integrations, SeedBot, TokenCheck, random_key, token::BotToken};
use crate::{
    bots,
    core::Core,
    error::{Error, Result},
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
        self.core.wakes.roster.notify_one();
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
    let before = found.unwrap_or_else(|| blank(&unit, work));
    if integrations::is_connected_elsewhere(tx, token.bot, before.id).await? {
        return Err(Error::Conflict("This bot is connected to another integration already.".to_owned()));
    }
    let keeps_token = has_token(work.core(), &before, token);
    let mut after = before.clone();
    after.support_chat_id = support_chat;
    after.delivery_policy = work.core().settings.delivery_policy;
    if !keeps_token {
        change_token(work.core(), &mut after, token)?;
        pause_other_bot(tx, &before, token.bot).await?;
    }
    if is_new {
        integrations::insert(tx, after).await?;
    } else if after != before {
        integrations::update(tx, Model { updated_at: now, ..after }).await?;
    }
    bot_rows::connect(tx, tenant.id, before.id, token.bot, !keeps_token).await?;
    Ok(Some(token.bot))
}

fn blank(unit: &unit::Model, work: &Work) -> Model {
    Model {
        id: IntegrationId::new(work.now),
        tenant_id: unit.tenant_id,
        unit_id: unit.id,
        is_default: true,
        configured_by: ConfiguredBy::Environment,
        bot_id: None,
        bot_username: None,
        bot_name: None,
        title: None,
        scope: ChatScope::Both,
        token_key_id: None,
        token_nonce: None,
        token_ciphertext: None,
        token_hint: None,
        owner_chat_id: None,
        support_chat_id: None,
        agents: None,
        welcome_message: None,
        webhook_key: random_key(),
        webhook_secret_hash: None,
        webhook_url: None,
        is_active: true,
        delivery_policy: work.core().settings.delivery_policy,
        created_at: work.now,
        updated_at: work.now,
        deleted_at: None,
    }
}

/// Whether the integration has this very token. One that does not open any more (its key left `ENCRYPTION_KEY`) is
/// replaced.
fn has_token(core: &Core, integration: &Model, token: &BotToken) -> bool {
    integration.bot_id == Some(token.bot)
        && bots::open_token(core, integration).is_ok_and(|stored| token.is(&stored))
}

/// Another token is another secret for everything: the webhook, its key and its secret begin anew.
fn change_token(core: &Core, integration: &mut Model, token: &BotToken) -> Result<()> {
    let sealed = core.keyring.seal(&token.secret, &bots::sealed_for(integration.id))?;
    if integration.bot_id != Some(token.bot) {
        integration.bot_username = None;
        integration.bot_name = None;
    }
    integration.bot_id = Some(token.bot);
    integration.token_key_id = Some(sealed.key_id);
    integration.token_nonce = Some(sealed.nonce);
    integration.token_ciphertext = Some(sealed.ciphertext);
    integration.token_hint = Some(token.hint());
    integration.webhook_key = random_key();
    integration.webhook_secret_hash = None;
    integration.webhook_url = None;
    Ok(())
}

/// The bot that the integration had before stops; its queue stays.
async fn pause_other_bot(tx: &Tx, before: &Model, bot: BotId) -> Result<()> {
    if let Some(other) = before.bot_id.filter(|other| *other != bot) {
        bot_rows::set_state(tx, before.tenant_id, other, BotState::Paused).await?;
    }
    Ok(())
}
