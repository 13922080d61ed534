//! What stands in the way of alerts, and what to do about it.

use async_graphql::{Enum, Object};
use switchboard_services::{channels::Trial, texts::Lang};

pub(crate) struct TestChannelResult(pub(crate) Trial);

/// A language of hints.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::texts::Lang")]
pub(crate) enum Language {
    /// English.
    En,
    /// Russian.
    Ru,
}

/// What stands in the way.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::channels::Trouble")]
pub(crate) enum ChannelTrouble {
    /// No bot is connected that could speak.
    NoBot,
    /// The bot is switched off.
    BotOff,
    /// Telegram refuses the bot's token.
    Token,
    /// A user's channel with the tenant's bot, and the chat is not the user's own (any more).
    NotOwnChat,
    /// The person blocked the bot, or the account is gone.
    Blocked,
    /// The bot was removed from the group, or never added.
    NotMember,
    /// The bot may not write there.
    NoRights,
    /// Telegram does not know the group.
    UnknownGroup,
    /// Telegram does not know the person; most likely a group's id that lost its minus.
    LostMinus,
    /// Telegram could not be reached in time, or asked to wait.
    Unreachable,
    /// Telegram's answer was lost: it may have arrived.
    Uncertain,
    /// It was taken back.
    Cancelled,
    /// Telegram refused it for another reason.
    Refused,
}

/// The language of hints where none is asked for.
pub(crate) fn language(asked: Option<Language>) -> Lang {
    asked.map_or(Lang::En, Lang::from)
}

/// Whether Telegram took a channel's test message, and if not, what to look at.
#[Object]
impl TestChannelResult {
    /// Whether Telegram took it.
    async fn success(&self) -> bool {
        self.0.trouble.is_none()
    }

    /// Where it was to go: a 64-bit integer, as text.
    async fn chat_id(&self) -> &str {
        &self.0.chat_id
    }

    /// What stood in the way.
    async fn trouble(&self) -> Option<ChannelTrouble> {
        self.0.trouble.map(Into::into)
    }

    /// What to do about it, in a sentence or two.
    async fn hint(
        &self,
        #[graphql(desc = "In which language. Without it: English.")] language: Option<Language>,
    ) -> Option<&'static str> {
        self.0.trouble.map(|trouble| trouble.hint(self::language(language)))
    }
}
