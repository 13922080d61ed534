//! `PATCH /integration`: some of the default integration's settings change, the others stay.

use secrecy::SecretString;
use switchboard_store::{IntegrationId, entities::integration::ConfiguredBy, integrations, units};

use super::{Integrations, field::Field, home::Home, settle::Settling, validate, view::IntegrationView};
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    error::Result,
    work::Work,
};

/// What changes; what is left out stays.
#[derive(Debug, Default)]
pub struct IntegrationChange {
    /// Another token: 20 to 255 characters.
    pub bot_token: Option<SecretString>,
    /// The owner's chat; null clears it.
    pub owner_chat_id: Field<i64>,
    /// Whether the bot polls and sends. While it does not, its queue is kept.
    pub is_active: Option<bool>,
    /// What /start is answered with; null clears it.
    pub welcome_message: Field<String>,
    /// Where people are answered; cleared, nothing is relayed.
    pub support_chat_id: Field<i64>,
    /// Telegram ids of those who may answer; cleared, every member of the support chat may.
    pub agents: Field<Vec<i64>>,
    /// The Bot API server, one that the operator allows; cleared: the configured one.
    pub api_url: Field<String>,
}

impl IntegrationChange {
    /// What is written down about it.
    fn acts(&self) -> Vec<fn(IntegrationId) -> Act> {
        let is_support = !matches!((&self.support_chat_id, &self.agents), (Field::Kept, Field::Kept));
        let is_other = self.bot_token.is_some()
            || self.is_active.is_some()
            || !matches!((&self.owner_chat_id, &self.welcome_message), (Field::Kept, Field::Kept));
        let mut acts: Vec<fn(IntegrationId) -> Act> = Vec::new();
        if is_support {
            acts.push(Act::SupportChanged);
        }
        let moves = !matches!(self.api_url, Field::Kept);
        if moves {
            acts.push(Act::ApiRootChanged);
        }
        if is_other || !(is_support || moves) {
            acts.push(Act::IntegrationChanged);
        }
        acts
    }
}

impl Integrations {
    /// Changes the tenant's default integration. Another token resets the webhook, its key and its secret.
    ///
    /// # Errors
    /// As [`connect`](Self::connect); `NotFound` if there is none.
    pub async fn change(&self, actor: &Actor, change: IntegrationChange) -> Result<IntegrationView> {
        actor.require(Scope::Integrations)?;
        validate::chat("owner_chat_id", change.owner_chat_id.as_set())?;
        validate::welcome("welcome_message", &change.welcome_message)?;
        validate::chat("support_chat_id", change.support_chat_id.as_set())?;
        let agents = validate::agents(&change.agents)?;
        let found = self.own_integration(actor).await?;
        if let Some(token) = &change.bot_token {
            validate::token_length("bot_token", token)?;
        }
        let home = Home::of(&self.core, &change.api_url, found.api_root.as_deref())?;
        let token = self.token_for(&found, change.bot_token.as_ref(), &home).await?;
        let acts = change.acts();
        let work = Work::begin(&self.core).await?;
        let unit = units::ensure_default(work.tx(), actor.tenant, work.now).await?;
        let before =
            integrations::lock_default(work.tx(), actor.tenant, unit.id).await?.ok_or_else(super::missing)?;
        let mut after = before.clone();
        after.configured_by = ConfiguredBy::Api;
        change.owner_chat_id.apply(&mut after.owner_chat_id);
        change.welcome_message.apply(&mut after.welcome_message);
        change.support_chat_id.apply(&mut after.support_chat_id);
        agents.apply(&mut after.agents);
        after.api_root = home.stored;
        after.is_active = change.is_active.unwrap_or(after.is_active);
        let tries_again = token.is_some() || change.is_active == Some(true);
        for act in acts {
            audit::record(&work, actor, act(after.id)).await?;
        }
        self.settle(work, Settling { before: Some(before), after, token, tries_again }).await
    }
}
