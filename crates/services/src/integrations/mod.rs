//! Bots and their settings: the default integration, its token, its webhook.
//!
//! `connect`, `change`, `disconnect` set the tenant's default integration up by calls, `of_unit` those of a unit; all of them
//! `validate` first and `settle` last. `seed` does it from the environment, `introduce` asks Telegram who a bot is and
//! publishes its commands, `trial` sends a test message, `groups` follows what happens to the chats that a bot is in.
//! Telegram is never called within a transaction, and what it answers is never shown: callers get a sentence of ours.

mod allowed_updates;
mod change;
mod chats;
mod connect;
mod default_integration;
mod disconnect;
mod field;
mod groups;
mod introduce;
mod of_unit;
mod row;
mod seed;
mod settle;
mod status;
#[cfg(test)]
mod tests;
mod token;
mod trial;
pub(crate) mod validate;
mod view;
mod webhook;

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngCore;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;

pub use self::{
    allowed_updates::ALLOWED_UPDATES,
    change::IntegrationChange,
    chats::KnownChat,
    connect::NewIntegration,
    field::Field,
    of_unit::{NewUnitIntegration, UnitIntegrationChange},
    trial::{Fault, Trial},
    view::IntegrationView,
};

use crate::{
    core::Core,
    error::Error,
    telegram::{BotAccess, CallError},
};

/// How long a caller waits for Telegram.
const PATIENCE: Duration = Duration::from_secs(5);

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

/// What `getMe` says of a bot, as far as it is kept.
#[derive(Debug, Deserialize)]
struct Me {
    username: Option<String>,
    first_name: String,
}

impl Integrations {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { core }
    }

    async fn get_me(&self, access: &BotAccess) -> Result<Me, CallError> {
        let result = self.core.telegram.call(access, "getMe", &json!({}), PATIENCE).await?;
        serde_json::from_str(result.get()).map_err(|error| CallError::Unreadable(error.to_string()))
    }
}

fn missing() -> Error {
    Error::not_found("There is no Telegram integration.")
}

/// 32 random bytes in URL-safe base64: 43 characters.
fn random_key() -> String {
    let mut bytes = [0u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
