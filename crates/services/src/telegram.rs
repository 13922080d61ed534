//! The port to Telegram: one call of one Bot API method. The bot crate implements it; everything above sees only this.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use secrecy::SecretString;
use serde_json::{Value, value::RawValue};
use switchboard_store::BotId;
use url::Url;

/// What it takes to speak as a bot. `Debug` shows no token.
#[derive(Clone)]
pub struct BotAccess {
    /// Telegram's id of the bot.
    pub bot: BotId,
    /// The Bot API server.
    pub api_root: Url,
    /// The secret that is in every URL.
    pub token: SecretString,
    /// Which token of the bot this is.
    pub token_version: i64,
}

impl fmt::Debug for BotAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BotAccess")
            .field("bot", &self.bot)
            .field("token", &"[redacted]")
            .finish_non_exhaustive()
    }
}

/// How a call ended other than well. The texts hold no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Telegram answered `"ok":false`: it did not do it.
    #[error("telegram refused with {status}: {description}")]
    Refused {
        /// `error_code`, or the HTTP status where it is missing.
        status: u16,
        /// Telegram's words. Compare by prefix and without case.
        description: String,
        /// Seconds to wait (429).
        retry_after: Option<u32>,
        /// The id of the supergroup that the group became (400).
        migrate_to: Option<i64>,
    },
    /// Connect, TLS or DNS failed: surely not sent.
    #[error("not sent: {0}")]
    Unsent(String),
    /// Timeout or reset after writing, a 5xx, an answer cut short: it may have been done.
    #[error("answer lost: {0}")]
    Ambiguous(String),
    /// `"ok":true` with a result that could not be read: it was done.
    #[error("done, but the answer could not be read: {0}")]
    Unreadable(String),
}

/// Telegram's Bot API.
#[async_trait]
pub trait Telegram: Send + Sync + fmt::Debug {
    /// Calls `method` with the object `params` and returns the raw `result`. Never retries, never sleeps.
    ///
    /// # Errors
    /// See [`CallError`]; `timeout` covers the whole call.
    async fn call(
        &self,
        access: &BotAccess,
        method: &str,
        params: &Value,
        timeout: Duration,
    ) -> Result<Box<RawValue>, CallError>;
}
