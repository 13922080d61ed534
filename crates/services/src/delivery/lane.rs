//! A lane as its bot's owner holds it: the next few rows, and at most one in flight.

use std::{collections::VecDeque, sync::Arc};

use switchboard_store::{
    ChatId,
    entities::{lane, outbox},
};
use tokio::time::Instant;

/// How many rows of a lane are held in memory, at the most.
pub(super) const HEADS_PER_LANE: u32 = 8;

/// Where a lane stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Its next rows must be read.
    Hungry,
    /// It may send now; the number is its place in the round.
    Ready(u64),
    /// It may send then.
    Later(Instant),
    /// Its head is on the way.
    InFlight,
    /// Nothing seems left: it is to be closed.
    Closing,
}

/// A lane in memory.
#[derive(Debug)]
pub(super) struct LaneState {
    pub(super) chat: ChatId,
    pub(super) class: i16,
    pub(super) heads: VecDeque<Arc<outbox::Model>>,
    pub(super) standing: Standing,
    /// Whether the database may hold rows beyond `heads`.
    pub(super) more: bool,
    /// After a lost answer: nothing goes before this.
    pub(super) held_until: Option<Instant>,
}

impl LaneState {
    pub(super) fn new(row: &lane::Model) -> Self {
        Self {
            chat: row.chat_id,
            class: row.class,
            heads: VecDeque::new(),
            standing: Standing::Hungry,
            more: true,
            held_until: None,
        }
    }

    /// Takes over what was read, when `asked` rows were asked for.
    pub(super) fn feed(&mut self, rows: Vec<Arc<outbox::Model>>, asked: u32) {
        self.more = rows.len() >= asked as usize;
        self.heads = rows.into();
    }
}
