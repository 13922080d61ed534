//! Linking a user of the application to a Telegram chat.
//!
//! The person presses /start (`start`) and the bot shows a code; the application calls `register` with username and
//! code, and the two are tied (`tie`). Codes are kept as keyed hashes (`code`), tries at them are counted in the
//! database (`attempts`), and refusals take the same time whatever is behind them (`pace`). The other way is a deep link
//! that the application shows (`deep_link`). Whatever is said in a chat goes through `letter`.

use crate::core::Core;

mod account;
mod attempts;
mod code;
mod commands;
mod deep_link;
mod deep_link_issue;
mod deep_link_open;
mod deep_link_picture;
mod deep_link_press;
mod info;
mod letter;
mod pace;
mod register;
mod request;
mod start;
mod tie;
mod unlink;

#[cfg(test)]
mod tests;

pub(crate) use self::deep_link::{hash as token_hash, sealed_for as token_sealed_for};
pub use self::{deep_link::DeepLink, deep_link_issue::LinkStatus};

/// Codes, links, and the bot's own commands.
#[derive(Debug)]
pub struct Linking {
    core: Core,
}

/// What `registerTelegram` is called with.
#[derive(Clone, Debug)]
pub struct Registration {
    /// With or without `@`, any case.
    pub username: String,
    /// The six digits from the bot; without them the bot sends some.
    pub verification_code: Option<String>,
}

/// What `registerTelegram` answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationResult {
    /// Whether the account is linked now.
    pub success: bool,
    /// A sentence for a person.
    pub message: String,
}

/// The caller's linked chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TelegramInfo {
    /// As Telegram last reported it, without `@`.
    pub username: Option<String>,
    /// Telegram's chat id.
    pub chat_id: i64,
}

impl Linking {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { core }
    }

    /// Where the outside reaches us, if the operator said so; for answers that name their own address.
    #[must_use]
    pub fn public_api_url(&self) -> Option<&url::Url> {
        self.core.settings.public_api_url.as_ref()
    }
}
