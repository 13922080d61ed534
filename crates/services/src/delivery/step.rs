//! One step of a bot's owner, in one commit: ends what came back, expires what waited too long, starts what goes next,
//! closes lanes that are empty. How it is written: [`super::ledger`].

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use switchboard_store::{LaneId, OutboxId, entities::outbox};

use super::{ending::Ending, scheduler::Pick};

/// What one step writes.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub(super) endings: Vec<Ending>,
    pub(super) expired: Vec<Pick>,
    pub(super) starts: Vec<Pick>,
    pub(super) closing: Vec<LaneId>,
    pub(super) blocked_chats: Vec<(switchboard_store::ChatId, chrono::DateTime<chrono::Utc>)>,
    pub(super) blocked_bot: Option<chrono::DateTime<chrono::Utc>>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Another process owns the bot now.
    pub(super) lost: bool,
    /// Which starts are marked; the others were taken back meanwhile.
    pub(super) started: HashSet<OutboxId>,
    /// Those of them that were rewritten after they were read.
    pub(super) rewritten: HashMap<OutboxId, Arc<outbox::Model>>,
    /// Amendments that ended instead, because what they are about did not arrive.
    pub(super) groundless: HashSet<OutboxId>,
    /// Telegram's ids of what the starts answer or change.
    pub(super) targets: HashMap<OutboxId, i64>,
    pub(super) closed: Vec<LaneId>,
}

impl Step {
    pub(super) fn is_empty(&self) -> bool {
        self.endings.is_empty()
            && self.expired.is_empty()
            && self.starts.is_empty()
            && self.closing.is_empty()
    }
}
