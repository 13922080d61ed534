//! Bells: whoever commits work for a bot rings for its owner. In this process through memory; for a bot that another
//! server owns, through one debounced signal of the database (`delivery::wire`). A ring is never lost, several are one,
//! and polling is the net beneath.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use switchboard_store::{BotId, LaneId};
use tokio::sync::Notify;

/// All bells of this process.
#[derive(Debug, Default)]
pub struct Wakes {
    outbox: Mutex<HashMap<BotId, Arc<OutboxBell>>>,
    inbox: Mutex<HashMap<BotId, Arc<Notify>>>,
    owned_here: Mutex<HashSet<BotId>>,
    elsewhere: Elsewhere,
    /// Rung (`notify_one`) when bots were added, removed or changed.
    pub roster: Notify,
    /// Rung (`notify_one`) when a broadcast was accepted.
    pub broadcasts: Notify,
    /// Rung (`notify_one`) after every commit: something may have happened that somebody follows.
    pub committed: Notify,
}

/// What other servers should be told.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    rings: Mutex<BTreeSet<Ring>>,
    rung: Notify,
}

/// Something that an owner should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ring {
    /// Bots were added, removed or changed.
    Roster,
    /// An update of the bot was stored.
    Inbox(BotId),
    /// Something was accepted in the lane.
    Outbox(BotId, LaneId),
}

impl Wakes {
    /// The bell that a bot's owner waits for.
    pub fn outbox_bell(&self, bot: BotId) -> Arc<OutboxBell> {
        Arc::clone(locked(&self.outbox).entry(bot).or_default())
    }

    /// The bell that a bot's intake waits for.
    pub fn inbox_bell(&self, bot: BotId) -> Arc<Notify> {
        Arc::clone(locked(&self.inbox).entry(bot).or_default())
    }

    /// Something was accepted in these lanes.
    pub fn wake(&self, lanes: impl IntoIterator<Item = (BotId, LaneId)>) {
        lanes.into_iter().for_each(|(bot, lane)| self.ring(Ring::Outbox(bot, lane)));
    }

    /// An update of the bot was stored.
    pub fn update_stored(&self, bot: BotId) {
        self.ring(Ring::Inbox(bot));
    }

    /// Bots were added, removed or changed: here and everywhere.
    pub fn roster_changed(&self) {
        self.roster.notify_one();
        self.elsewhere.add(Ring::Roster);
    }

    /// Which bots this process owns from now on.
    pub(crate) fn own(&self, bots: HashSet<BotId>) {
        *locked(&self.owned_here) = bots;
    }

    /// Rings here if the bot is owned here, otherwise elsewhere.
    fn ring(&self, ring: Ring) {
        if !self.ring_here(ring) {
            self.elsewhere.add(ring);
        }
    }

    /// Rings here; `false` when the bot is not owned here. (An owner that starts looks at everything anyway.)
    pub(crate) fn ring_here(&self, ring: Ring) -> bool {
        let is_here = |bot| locked(&self.owned_here).contains(&bot);
        match ring {
            Ring::Roster => self.roster.notify_one(),
            Ring::Inbox(bot) if is_here(bot) => self.inbox_bell(bot).notify_one(),
            Ring::Outbox(bot, lane) if is_here(bot) => self.outbox_bell(bot).ring(lane),
            Ring::Inbox(_) | Ring::Outbox(..) => return false,
        }
        true
    }

    /// What other servers should be told.
    pub(crate) fn elsewhere(&self) -> &Elsewhere {
        &self.elsewhere
    }
}

impl Elsewhere {
    /// Beyond this many the net is cheaper than the news.
    const MOST: usize = 4096;

    fn add(&self, ring: Ring) {
        let mut rings = locked(&self.rings);
        if rings.len() < Self::MOST {
            rings.insert(ring);
        }
        drop(rings);
        self.rung.notify_one();
    }

    /// Waits for news.
    pub(crate) async fn rung(&self) {
        self.rung.notified().await;
    }

    /// The news; clears it.
    pub(crate) fn take(&self) -> BTreeSet<Ring> {
        std::mem::take(&mut *locked(&self.rings))
    }
}

/// Rung when something was accepted for a bot to send; says in which lanes.
#[derive(Debug, Default)]
pub struct OutboxBell {
    lanes: Mutex<BTreeSet<LaneId>>,
    rung: Notify,
}

impl OutboxBell {
    /// Waits for a ring, or returns at once if there was one since the last wait.
    pub async fn rung(&self) {
        self.rung.notified().await;
    }

    /// The lanes that were rung for; clears them.
    pub fn take_lanes(&self) -> BTreeSet<LaneId> {
        std::mem::take(&mut *locked(&self.lanes))
    }

    /// Puts lanes back that could not be looked at.
    pub fn ring_again(&self, lanes: BTreeSet<LaneId>) {
        locked(&self.lanes).extend(lanes);
        self.rung.notify_one();
    }

    fn ring(&self, lane: LaneId) {
        locked(&self.lanes).insert(lane);
        self.rung.notify_one();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
