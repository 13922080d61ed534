//! A message of the history.

use async_graphql::{Enum, ID, Object};
use switchboard_services::support::HistoryMessage;

use super::DateTime;

pub(crate) struct TelegramMessage(pub(crate) HistoryMessage);

/// A message between a user and the bot.
// No field waits for anything.
#[Object(serial)]
impl TelegramMessage {
    /// Its id.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The text; `[photo]` and so on where there are no words.
    async fn message(&self) -> &str {
        &self.0.text
    }

    /// When it was written or accepted.
    async fn timestamp(&self) -> DateTime {
        DateTime(self.0.timestamp)
    }

    /// Which way it went.
    async fn direction(&self) -> MessageDirection {
        self.0.direction.into()
    }

    /// How far it got.
    async fn status(&self) -> MessageStatus {
        self.0.status.into()
    }

    /// Who answered, for a reply: the agent's username, or name where there is none.
    async fn admin_username(&self) -> Option<&str> {
        self.0.admin_username.as_deref()
    }
}

/// Which way a message went, seen from the bot.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::MessageDirection")]
pub(crate) enum MessageDirection {
    /// From the user.
    Incoming,
    /// To the user.
    Outgoing,
}

/// How far a message got.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::MessageStatus")]
pub(crate) enum MessageStatus {
    /// It came in.
    Received,
    /// Accepted, and not sent yet.
    Queued,
    /// Telegram took it.
    Sent,
    /// Telegram refused it, or it expired.
    Failed,
    /// Handed to Telegram, whose answer was lost: it may have arrived.
    Uncertain,
}
