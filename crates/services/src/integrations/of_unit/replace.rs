//! `PUT /integration/{id}`: an integration as it is to be. It may be the object that was read before, so a token that is
//! only the masked one again is no change; what is left out stays.

use secrecy::{ExposeSecret, SecretString};
use switchboard_store::{
    IntegrationId, UnitId,
    entities::integration::{ConfiguredBy, Model},
    integrations,
};
use uuid::Uuid;

use super::{scope, title, unknown};
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    error::{Error, Result},
    integrations::{
        Field, IntegrationView, Integrations, home::Home, settle::Settling, validate, view::masked,
    },
    work::Work,
};

/// What changes; what is left out stays.
#[derive(Debug, Default)]
pub struct UnitIntegrationChange {
    /// The caller's own id of the bot's record.
    pub bot_id: Option<Uuid>,
    /// The unit that it is in; it can't be moved.
    pub unit_id: Option<UnitId>,
    /// 1 to 255 characters.
    pub title: Option<String>,
    /// `private`, `group` (also `groups`) or `both`.
    pub scope: Option<String>,
    /// Another token, 20 to 255 characters, or the masked one.
    pub bot_token: Option<SecretString>,
    /// Whether the bot polls and sends.
    pub is_active: Option<bool>,
    /// What /start is answered with; null clears it.
    pub welcome_message: Field<String>,
    /// The owner's chat; null clears it.
    pub owner_chat_id: Field<i64>,
    /// Where people are answered; cleared, nothing is relayed.
    pub support_chat_id: Field<i64>,
    /// Telegram ids of those who may answer; cleared, every member of the support chat may.
    pub agents: Field<Vec<i64>>,
    /// The Bot API server, one that the operator allows; cleared: the configured one.
    pub api_url: Field<String>,
}

impl Integrations {
    /// Changes an integration.
    ///
    /// # Errors
    /// `NotFound` for one that is not the tenant's; `BadInput` as for [`connect`](Self::connect), and for another unit;
    /// `Conflict` when the bot of a new token is connected elsewhere.
    pub async fn replace(
        &self,
        actor: &Actor,
        id: IntegrationId,
        change: UnitIntegrationChange,
    ) -> Result<IntegrationView> {
        actor.require(Scope::Integrations)?;
        let found =
            integrations::by_id(self.core.db.reader(), actor.tenant, id).await?.ok_or_else(unknown)?;
        let (title, scope) = (title(change.title.as_ref())?, change.scope.as_deref().map(scope).transpose()?);
        validate::welcome("welcomeMessage", &change.welcome_message)?;
        validate::chat("ownerChatId", change.owner_chat_id.as_set())?;
        validate::chat("supportChatId", change.support_chat_id.as_set())?;
        let agents = validate::agents(&change.agents)?;
        if change.unit_id.is_some_and(|unit| unit != found.unit_id) {
            return Err(Error::bad_input("An integration can't be moved to another unit."));
        }
        let other = change.bot_token.as_ref().filter(|token| !is_masked(&found, token));
        if let Some(token) = other {
            validate::token_length("botToken", token)?;
        }
        let home = Home::of(&self.core, &change.api_url, found.api_root.as_deref())?;
        let token = self.token_for(&found, other, &home).await?;
        let work = Work::begin(&self.core).await?;
        let before = integrations::lock(work.tx(), actor.tenant, id).await?.ok_or_else(unknown)?;
        let mut after = before.clone();
        after.configured_by = ConfiguredBy::Api;
        after.public_bot_id = change.bot_id.or(after.public_bot_id);
        after.title = title.or(after.title);
        after.scope = scope.unwrap_or(after.scope);
        after.is_active = change.is_active.unwrap_or(after.is_active);
        change.welcome_message.apply(&mut after.welcome_message);
        change.owner_chat_id.apply(&mut after.owner_chat_id);
        change.support_chat_id.apply(&mut after.support_chat_id);
        agents.apply(&mut after.agents);
        after.api_root = home.stored;
        let tries_again = token.is_some() || change.is_active == Some(true);
        audit::record(&work, actor, Act::IntegrationChanged(id)).await?;
        self.settle(work, Settling { before: Some(before), after, token, tries_again }).await
    }
}

fn is_masked(row: &Model, token: &SecretString) -> bool {
    masked(row).is_some_and(|masked| masked == token.expose_secret())
}
