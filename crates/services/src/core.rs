//! What every feature shares: the database, the clock, the keys, the port to Telegram, and the bell for bots' owners.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use switchboard_store::{BotId, Db, LaneId, entities::integration::DeliveryPolicy};
use tokio::sync::Notify;
use url::Url;

use crate::{clock::Clock, sealing::Keyring, telegram::Telegram};

/// Cheap to clone; built once in the server's wiring.
#[derive(Clone, Debug)]
pub struct Core {
    /// The database.
    pub db: Db,
    /// What the time is.
    pub clock: Arc<dyn Clock>,
    /// Keys for secrets at rest.
    pub keyring: Arc<Keyring>,
    /// The Bot API.
    pub telegram: Arc<dyn Telegram>,
    /// Whom to wake when something was accepted.
    pub wakes: Arc<Wakes>,
    /// Settings that features need.
    pub settings: Arc<Settings>,
}

/// Settings that features need, from the configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The Bot API server, without a trailing slash in its path.
    pub telegram_api_url: Url,
    /// Where the outside reaches us, if the operator said so.
    pub public_api_url: Option<Url>,
    /// What happens to a send whose answer was lost, for integrations that do not say otherwise.
    pub delivery_policy: DeliveryPolicy,
}

/// Bells, one a bot and kind of work: rung after a commit. A ring is never lost, several are one.
#[derive(Debug, Default)]
pub struct Wakes {
    outbox: Mutex<HashMap<BotId, Arc<OutboxBell>>>,
    inbox: Mutex<HashMap<BotId, Arc<Notify>>>,
    /// Rung (`notify_one`) when bots were added, removed or changed.
    pub roster: Notify,
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
        std::mem::take(&mut *self.lanes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts lanes back that could not be looked at.
    pub fn ring_again(&self, lanes: BTreeSet<LaneId>) {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner).extend(lanes);
        self.rung.notify_one();
    }

    fn ring(&self, lane: LaneId) {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner).insert(lane);
        self.rung.notify_one();
    }
}

impl Wakes {
    /// The bell that a bot's owner waits for.
    pub fn outbox_bell(&self, bot: BotId) -> Arc<OutboxBell> {
        Arc::clone(self.outbox.lock().unwrap_or_else(PoisonError::into_inner).entry(bot).or_default())
    }

    /// Rung when an update of the bot was stored.
    pub fn inbox_bell(&self, bot: BotId) -> Arc<Notify> {
        Arc::clone(self.inbox.lock().unwrap_or_else(PoisonError::into_inner).entry(bot).or_default())
    }

    /// Rings the outbox bell of each bot.
    pub fn wake(&self, lanes: impl IntoIterator<Item = (BotId, LaneId)>) {
        for (bot, lane) in lanes {
            self.outbox_bell(bot).ring(lane);
        }
    }
}
