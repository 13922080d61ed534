//! Updates in: follows the bots that this process owns, polls them, and has their stored updates handled.
//!
//! The server starts one [`Intake`]. For each owned bot it keeps a crew: a clerk who takes stored updates through the
//! handler tree, and, where no webhook is registered, a poller who fetches and stores them. A bot whose ownership, token
//! or way of intake changes gets a new crew once the old one has put down what it has in hand. Nothing lives in memory
//! only: an update is stored before it is acknowledged, and its effects commit with the mark that it is handled.

mod backoff;
mod clerk;
mod poller;
mod turns;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use switchboard_services::{
    BotId, Core, Services,
    delivery::{Inbox, OwnedBot},
};
use tokio::{sync::watch, task::JoinHandle, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use self::{clerk::Clerk, poller::Poller};
use crate::handlers::{self, Tree};

/// How patient intake is.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long Telegram may hold a `getUpdates`; 50 s at most (`tdlib/telegram-bot-api`, `Client.cpp`).
    pub poll: Duration,
    /// How often stored updates are looked for without being told, for all bots at once.
    pub net: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { poll: Duration::from_secs(50), net: Duration::from_secs(1) }
    }
}

/// Updates in, for all bots of this process.
pub struct Intake {
    core: Core,
    services: Arc<Services>,
    tree: Tree,
    pace: Pace,
}

/// Who works for one bot.
struct Crew {
    owned: OwnedBot,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Intake {
    /// Builds the handler tree and checks it.
    ///
    /// # Panics
    /// When the tree asks for what intake does not give: a fault of the program, seen at its start.
    #[must_use]
    pub fn new(core: Core, services: Arc<Services>, pace: Pace) -> Self {
        let tree = handlers::tree();
        handlers::check(&tree);
        Self { core, services, tree, pace }
    }

    /// Works for the bots of the roster until `shutdown`, or until nobody keeps the roster any more. Returns when
    /// every update in hand is finished.
    pub async fn run(self, mut roster: watch::Receiver<Arc<[OwnedBot]>>, shutdown: CancellationToken) {
        let mut crews = HashMap::new();
        let mut net = tokio::time::interval(self.pace.net);
        net.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut owned = Arc::clone(&roster.borrow_and_update());
        self.follow(&mut crews, &owned);
        loop {
            tokio::select! {
                () = shutdown.cancelled() => break,
                changed = roster.changed() => {
                    if changed.is_err() {
                        break;
                    }
                    owned = Arc::clone(&roster.borrow_and_update());
                    self.follow(&mut crews, &owned);
                }
                _ = net.tick() => self.cast_net(&owned).await,
            }
        }
        crews.values().for_each(|crew| crew.stop.cancel());
        for (bot, crew) in crews {
            wait_for(bot, crew.task).await;
        }
    }

    /// Rings for every bot with updates that wait, by one query for all: in case that a ring was lost.
    async fn cast_net(&self, roster: &[OwnedBot]) {
        let Some(owner) = roster.first().map(|owned| owned.owner) else { return };
        match Inbox::new(self.core.clone()).bots_with_waiting(owner).await {
            Ok(bots) => bots.into_iter().for_each(|bot| self.core.wakes.inbox_bell(bot).notify_one()),
            Err(error) => tracing::warn!(%error, "it could not be seen for which bots updates wait"),
        }
    }

    /// Makes the crews those of the roster.
    fn follow(&self, crews: &mut HashMap<BotId, Crew>, roster: &[OwnedBot]) {
        let listed: HashSet<&OwnedBot> = roster.iter().collect();
        for crew in crews.values() {
            if !listed.contains(&crew.owned) {
                crew.stop.cancel();
            }
        }
        // One who was stopped stays listed until it is done, so that its successor can wait for it.
        crews.retain(|_, crew| !(crew.stop.is_cancelled() && crew.task.is_finished()));
        for owned in roster {
            if crews.get(&owned.bot).is_some_and(|crew| !crew.stop.is_cancelled()) {
                continue;
            }
            let before = crews.remove(&owned.bot);
            crews.insert(owned.bot, self.hire(*owned, before));
        }
    }

    fn hire(&self, owned: OwnedBot, before: Option<Crew>) -> Crew {
        let stop = CancellationToken::new();
        let inbox = Inbox::new(self.core.clone());
        let clerk = Clerk {
            core: self.core.clone(),
            services: Arc::clone(&self.services),
            inbox: inbox.clone(),
            tree: self.tree.clone(),
            owned,
            stop: stop.clone(),
        };
        let poller =
            owned.polled.then(|| Poller::new(self.core.clone(), inbox, owned, self.pace.poll, stop.clone()));
        let task = tokio::spawn(async move {
            // Two clerks of one bot would break the order within a chat.
            if let Some(before) = before {
                wait_for(owned.bot, before.task).await;
            }
            let poll = async {
                if let Some(poller) = poller {
                    Box::pin(poller.run()).await;
                }
            };
            tokio::join!(clerk.run(), poll);
        });
        Crew { owned, stop, task }
    }
}

async fn wait_for(bot: BotId, task: JoinHandle<()>) {
    if let Err(error) = task.await {
        tracing::error!(bot, %error, "the intake of a bot ended badly");
    }
}
