//! Bots and their settings: the default integration, its token, its webhook.
//!
//! `connect`, `change`, `disconnect` set the tenant's default integration up by calls, `of_unit` those of a unit; all of them
//! `validate` first and `settle` last. `seed` does it from the environment, `introduce` asks Telegram who a bot is and
//! publishes its commands, `support_chat` lets its owner choose where people are answered, `trial` sends a test message, `groups` follows what happens to the chats that a bot is in.
//! Telegram is never called within a transaction, and what it answers is never shown: callers get a sentence of ours.

mod allowed_updates;
mod change;
mod chats;
mod connect;
mod default_integration;
mod disconnect;
mod field;
mod groups;
mod home;
mod introduce;
mod of_unit;
mod seed;
mod settle;
mod status;
mod support_chat;
#[cfg(test)]
mod tests;
mod trial;
pub(crate) mod validate;
mod view;
mod webhook;

use secrecy::SecretString;

pub use self::{
    allowed_updates::ALLOWED_UPDATES,
    change::IntegrationChange,
    connect::NewIntegration,
    field::Field,
    of_unit::{NewUnitIntegration, UnitIntegrationChange},
    support_chat::{Ask, Decision, Subject},
    trial::{Fault, Trial},
    view::IntegrationView,
};

use crate::{
    bots::{Me, PATIENCE, row, row::random_key, token, who_is},
    core::Core,
    error::Error,
    telegram::{BotAccess, CallError},
};

/// Bots and their settings.
#[derive(Debug)]
pub struct Integrations {
    core: Core,
}

/// The default tenant's bot from the environment.
#[derive(Clone, Debug)]
pub struct SeedBot {
    /// `TELEGRAM_BOT_TOKEN`.
    pub token: SecretString,
    /// `SUPPORT_CHAT_ID`.
    pub support_chat_id: Option<i64>,
}

/// `telegramBotStatus`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotStatus {
    /// Whether the bot answers at Telegram now.
    pub connected: bool,
    /// Without `@`.
    pub bot_username: Option<String>,
    /// The bot's display name.
    pub bot_name: Option<String>,
    /// Contacts that can be written to.
    pub subscriber_count: u64,
    /// Set while a webhook is registered.
    pub webhook_url: Option<String>,
}

/// `GET /integration/webhook-url`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookAddress {
    /// What Telegram must be given; empty where `PUBLIC_API_URL` is missing.
    pub webhook_url: String,
    /// Whether there is one.
    pub is_configured: bool,
    /// A sentence for a person.
    pub message: String,
}

/// What a start-up check of the default bot found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenCheck {
    /// `getMe` answered: this is the bot.
    Works {
        /// Without `@`.
        username: String,
    },
    /// Telegram refuses the token.
    Refused,
    /// Telegram could not be reached.
    Unreachable(String),
}

impl Integrations {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { core }
    }

    async fn get_me(&self, access: &BotAccess) -> Result<Me, CallError> {
        who_is(&self.core, access).await
    }
}

fn missing() -> Error {
    Error::not_found("There is no Telegram integration.")
}
