//! `POST /integration`: the tenant's bot is set up, or replaced by another token. The bot and its Telegram are asked first;
//! a call counts from then on, and the environment does not change what a call configured.

use secrecy::SecretString;
use switchboard_store::{entities::integration::ConfiguredBy, integrations, units};

use super::{
    Integrations,
    field::Field,
    home::Home,
    row,
    settle::Settling,
    validate::{self, Occasion},
    view::IntegrationView,
};
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    error::Result,
    work::Work,
};

/// What the default integration is set up with. What is left out stays as it was.
#[derive(Debug)]
pub struct NewIntegration {
    /// 20 to 255 characters.
    pub bot_token: SecretString,
    /// The owner's chat.
    pub owner_chat_id: Field<i64>,
    /// What /start is answered with, at most 4096 characters.
    pub welcome_message: Field<String>,
    /// The Bot API server, one that the operator allows; null: the configured one.
    pub api_url: Field<String>,
}

impl Integrations {
    /// Sets the tenant's default integration up, or replaces it: then its id, its time of creation and what is left out
    /// stay. Another token resets the webhook.
    ///
    /// # Errors
    /// `BadInput` for wrong lengths, for a Bot API server that is not allowed, and for a token that Telegram does not confirm; `Conflict` when the bot is connected
    /// elsewhere, also by another tenant.
    pub async fn connect(&self, actor: &Actor, new: NewIntegration) -> Result<IntegrationView> {
        actor.require(Scope::Integrations)?;
        validate::token_length("bot_token", &new.bot_token)?;
        validate::chat("owner_chat_id", new.owner_chat_id.as_set())?;
        validate::welcome("welcome_message", &new.welcome_message)?;
        let found = integrations::default_of(self.core.db.reader(), actor.tenant).await?;
        let present = found.as_ref().and_then(|row| row.api_root.as_deref());
        let home = Home::of(&self.core, &new.api_url, present)?;
        let token = self.known_token(&new.bot_token, Occasion::First, &home.root).await?;
        let work = Work::begin(&self.core).await?;
        let unit = units::ensure_default(work.tx(), actor.tenant, work.now).await?;
        let before = integrations::lock_default(work.tx(), actor.tenant, unit.id).await?;
        let blank = || row::blank(&unit, true, ConfiguredBy::Api, &work);
        let mut after = before.clone().unwrap_or_else(blank);
        after.configured_by = ConfiguredBy::Api;
        new.owner_chat_id.apply(&mut after.owner_chat_id);
        new.welcome_message.apply(&mut after.welcome_message);
        after.api_root = home.stored;
        let act = if before.is_some() { Act::IntegrationChanged } else { Act::IntegrationConnected };
        audit::record(&work, actor, act(after.id)).await?;
        self.settle(work, Settling { before, after, token: Some(token), tries_again: true }).await
    }
}
