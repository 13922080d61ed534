//! The actor of an update: which bot heard it, for which tenant, within which unit of work. Handlers in the bot crate
//! pass it on as the first argument; what they do and the mark that the update is handled commit together.

use chrono::{DateTime, Utc};
use switchboard_store::{BotId, InboxId, TenantId, entities::integration};

use crate::work::Work;

/// One stored update in hand.
#[derive(Debug)]
pub struct Incoming {
    /// The transaction in which everything happens.
    pub work: Work,
    /// Whose bot it is.
    pub tenant: TenantId,
    /// The bot that heard it.
    pub bot: BotId,
    /// The bot's settings, read in the same transaction.
    pub integration: integration::Model,
    /// The stored row.
    pub inbox: InboxId,
    /// When it was stored.
    pub received_at: DateTime<Utc>,
    /// How often it was tried before.
    pub tries: i32,
}

/// What became of an update in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// Its effects can be committed.
    Done,
    /// Something that it refers to is not known yet: undo, keep the chat's turn, and try again shortly.
    Wait,
}
