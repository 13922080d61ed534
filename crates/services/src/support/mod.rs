//! The support relay: what people write reaches the agents' chat, what agents reply reaches the people.
//!
//! A person's message is stored and relayed (`receive`, in one of the forms of `relay`); delivery maps what it wrote in the
//! support chat to the message. An agent's reply finds its person by that map alone (`answer`); where the map does not
//! know, nothing is guessed. What cannot be delivered is told where the agent works, with a button (`retry`). The
//! application reads it all (`history`) and may answer itself (`send_message`).

mod agents;
mod answer;
mod content;
mod header;
mod history;
mod pages;
mod receive;
mod relay;
mod retry;
mod send_message;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde_json::Value;
use switchboard_store::{
    MessageId,
    entities::message::{MessageDirection, MessageStatus},
};

use self::pages::Pages;
use crate::core::Core;

/// Conversations between people and agents.
#[derive(Debug)]
pub struct Support {
    core: Core,
    pages: Pages,
}

/// A message as the history shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryMessage {
    /// Ours.
    pub id: MessageId,
    /// The text, or `[photo]` and so on where there are no words.
    pub text: String,
    /// When it was written or accepted.
    pub timestamp: DateTime<Utc>,
    /// Seen from the bot.
    pub direction: MessageDirection,
    /// How far it got.
    pub status: MessageStatus,
    /// Who answered, for replies.
    pub admin_username: Option<String>,
}

/// A message that came in, as far as it could be read. Whatever the typed client knows of it, `raw` is what Telegram sent.
#[derive(Clone, Debug)]
pub struct ReceivedMessage {
    /// Telegram's id in its chat.
    pub message_id: i64,
    /// The id of the message it answers, in the same chat.
    pub reply_to_message_id: Option<i64>,
    /// The forum topic it is in.
    pub message_thread_id: Option<i64>,
    /// The `message` object as Telegram sent it.
    pub raw: Value,
}

impl Support {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { pages: Pages::of(&core.db), core }
    }
}
