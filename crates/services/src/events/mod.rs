//! What happens to messages and conversations, for those who follow it.
//!
//! A follower names what it wants and, when it comes back, where it was ([`Cursor`]). It reads the database from there, in an
//! order in which nothing appears later before what was read ([`switchboard_store::events`]), and then waits for more: so what
//! it missed and what is new are one sequence, without a gap and without a double. It is woken by commits of this process and,
//! for those of other servers, by a look at the end of the sequence four times a second ([`tail`]), which happens only while
//! somebody follows. Nothing is kept for a follower that is slow: it falls behind in the database.

mod cursor;
mod follow;
mod tail;

use std::sync::{Mutex, Weak};

use chrono::{DateTime, Utc};
pub use cursor::Cursor;
pub use follow::Follower;
use switchboard_store::entities::{conversation, message};

use self::tail::Tail;
use crate::{ConversationId, MessageId, MessageStatus, actor::Actor, core::Core};

/// What can be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// People write: in one conversation or in any.
    MessageReceived(Option<ConversationId>),
    /// Messages to people are accepted, and get on: one of them or all.
    MessageStatusChanged(Option<MessageId>),
    /// Conversations are opened, closed, assigned, read, or get messages: one of them or all.
    ConversationChanged(Option<ConversationId>),
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// Follow from here to get what comes next.
    pub cursor: Cursor,
    /// What it is about.
    pub subject: Subject,
    /// When.
    pub happened_at: DateTime<Utc>,
}

/// What an event is about, as it is now.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A message, and its status at the time of the event.
    Message(Box<message::Model>, MessageStatus),
    /// A conversation.
    Conversation(Box<conversation::Model>),
}

/// What happens, as it happens.
#[derive(Debug)]
pub struct Events {
    core: Core,
    tail: Mutex<Weak<Tail>>,
}

impl Events {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { core, tail: Mutex::default() }
    }

    /// Returns when the actor's proof has ended; never, if it does not end.
    pub async fn until_expired(&self, actor: &Actor) {
        let Some(end) = actor.expires_at else { return std::future::pending().await };
        // The clock is looked at again and again: it may be moved.
        while self.core.clock.now() < end {
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
    }
}
