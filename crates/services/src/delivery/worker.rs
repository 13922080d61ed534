//! This process as a worker: it shows that it lives, watches its peers, takes bots that nobody alive owns, and runs an
//! owner for each. A peer is dead when its beat stood still for long enough by *our* monotonic clock; wall clocks
//! decide nothing. On SQLite a lock file admits one server, so every other worker there is dead.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use switchboard_store::{BotId, DbKind, WorkerId, entities::bot::BotState, ownership};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    desk::Desk, housekeeping, loading, peers::Peers, roster::OwnedBot, running::Running,
    settings::DeliverySettings, takeover, wire,
};
use crate::{core::Core, error::Result, failpoint::failpoint};

/// Open lanes that one look of the net brings.
const NET_SIZE: u64 = 10_000;

/// The sending side of the process.
#[derive(Debug)]
pub struct Delivery {
    core: Core,
    settings: Arc<DeliverySettings>,
    roster: watch::Sender<Arc<[OwnedBot]>>,
}

struct Worker<'a> {
    delivery: &'a Delivery,
    id: WorkerId,
    desk: Arc<Desk>,
    running: HashMap<BotId, Running>,
    /// Bots above our share, on their way back.
    leaving: HashSet<BotId>,
    peers: Peers,
}

impl Delivery {
    /// Delivery over what all share.
    #[must_use]
    pub fn new(core: Core, settings: DeliverySettings) -> Self {
        let empty: Arc<[OwnedBot]> = Arc::from(Vec::new());
        Self { core, settings: Arc::new(settings), roster: watch::Sender::new(empty) }
    }

    /// The bots that this process owns, as they change.
    #[must_use]
    pub fn roster(&self) -> watch::Receiver<Arc<[OwnedBot]>> {
        self.roster.subscribe()
    }

    /// Runs until `shutdown`; then finishes what is in flight and gives the bots back.
    pub async fn run(&self, shutdown: CancellationToken) {
        let id = WorkerId::new(self.core.clock.now());
        let desk = Desk::new(self.core.clone(), &self.settings);
        let mut worker = Worker {
            delivery: self,
            id,
            desk,
            running: HashMap::new(),
            leaving: HashSet::new(),
            peers: Peers::default(),
        };
        let wire = tokio::spawn(wire::run(self.core.clone(), shutdown.clone()));
        let retention = self.settings.retention;
        let housekeeping = tokio::spawn(housekeeping::run(self.core.clone(), retention, shutdown.clone()));
        let loading = tokio::spawn(loading::run(self.core.clone(), shutdown.clone()));
        worker.run(&shutdown).await;
        worker.leave().await;
        // They end with the shutdown; a panic in them was logged and lost nothing.
        let _ = tokio::join!(wire, housekeeping, loading);
    }
}

impl Worker<'_> {
    async fn run(&mut self, shutdown: &CancellationToken) {
        let settings = Arc::clone(&self.delivery.settings);
        let mut beats = interval(settings.beat_every);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let is_alone = self.delivery.core.db.kind() == DbKind::Sqlite;
        // With one process every acceptance rings its bell; the net is there for faults only.
        let mut net = interval(if is_alone { settings.net_every * 20 } else { settings.net_every });
        net.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut registered = false;
        while !shutdown.is_cancelled() {
            tokio::select! {
                () = shutdown.cancelled() => return,
                _ = beats.tick() => {}
                () = self.delivery.core.wakes.roster.notified() => {}
                _ = net.tick(), if registered => {
                    self.cast_net().await;
                    continue;
                }
            }
            match self.round(&mut registered).await {
                Ok(()) => {}
                Err(error) => {
                    tracing::error!(%error, "the worker's round failed");
                    // After a fault nobody's silence counts: the clock on every peer starts again.
                    self.peers = Peers::default();
                }
            }
        }
    }

    async fn round(&mut self, registered: &mut bool) -> Result<()> {
        let core = &self.delivery.core;
        let key_ids = core.keyring.ids().join(" ");
        if !*registered {
            ownership::register(core.db.writer(), self.id, &key_ids, core.clock.now()).await?;
            *registered = true;
        } else if !ownership::beat(core.db.writer(), self.id).await? {
            tracing::error!("this worker was declared gone; it starts anew");
            self.stop_all().await;
            self.id = WorkerId::new(core.clock.now());
            ownership::register(core.db.writer(), self.id, &key_ids, core.clock.now()).await?;
        }
        let patience = match core.db.kind() {
            DbKind::Sqlite => Duration::ZERO,
            DbKind::Postgres => self.delivery.settings.dead_after,
        };
        self.peers.watch(core, self.id, patience).await?;
        self.balance().await?;
        self.follow_roster().await?;
        self.give_back().await
    }

    /// Takes bots that nobody alive owns up to our share, and marks those above it to be given back.
    async fn balance(&mut self) -> Result<()> {
        let core = &self.delivery.core;
        let workers = self.peers.count() + 1;
        let mut owned = ownership::owned(core.db.reader(), self.id).await?;
        // One that is switched off or dead is nobody's work: it must not take the place of one that lives.
        owned.retain(|bot| bot.state == BotState::Active);
        let share = ownership::active_bots(core.db.reader()).await?.div_ceil(workers);
        let held = u64::try_from(owned.len()).unwrap_or(u64::MAX);
        self.leaving.retain(|bot| owned.iter().any(|row| row.id == *bot));
        for bot in owned.iter().rev().take(usize::try_from(held.saturating_sub(share)).unwrap_or(0)) {
            self.leaving.insert(bot.id);
        }
        match share.saturating_sub(held) {
            0 => Ok(()),
            room => self.take(room).await,
        }
    }

    async fn take(&self, room: u64) -> Result<()> {
        if !takeover::take(&self.delivery.core, self.id, room).await?.is_empty() {
            failpoint!("taken_over");
        }
        Ok(())
    }

    /// Gives back what is above our share, once its owner has stopped.
    async fn give_back(&mut self) -> Result<()> {
        let ready: Vec<BotId> =
            self.leaving.iter().filter(|bot| !self.running.contains_key(bot)).copied().collect();
        if ready.is_empty() {
            return Ok(());
        }
        ownership::give_back(self.delivery.core.db.writer(), self.id, &ready).await?;
        self.leaving.retain(|bot| !ready.contains(bot));
        self.delivery.core.wakes.roster_changed();
        Ok(())
    }

    /// Starts owners of bots that are new here, stops those of bots that left or changed, publishes the roster.
    async fn follow_roster(&mut self) -> Result<()> {
        let core = &self.delivery.core;
        let working = ownership::working(core.db.reader(), self.id).await?;
        loading::line_up(core, &working).await?;
        let roster: Vec<OwnedBot> = working
            .iter()
            .filter(|(bot, _)| !self.leaving.contains(&bot.id))
            .map(|(bot, integration)| OwnedBot {
                bot: bot.id,
                tenant: bot.tenant_id,
                owner: self.id,
                epoch: bot.epoch,
                token_version: bot.token_version,
                polled: integration.webhook_url.is_none() && !integration.sends_only,
            })
            .collect();
        // An owner that must go is told so and finishes what is in flight; when its task has ended, it rings, and only
        // then may another one start for the bot. Nothing here waits: a worker that waits is taken for dead.
        self.running.retain(|_, running| !running.task.is_finished());
        let listed: HashMap<BotId, &OwnedBot> = roster.iter().map(|owned| (owned.bot, owned)).collect();
        for (bot, running) in &self.running {
            if !listed.get(bot).is_some_and(|owned| owned.sends_like(&running.owned)) {
                running.stop.cancel();
            }
        }
        core.wakes.own(roster.iter().map(|owned| owned.bot).collect());
        for owned in &roster {
            if !self.running.contains_key(&owned.bot) {
                let (core, settings) = (core.clone(), Arc::clone(&self.delivery.settings));
                let running = Running::start(core, settings, Arc::clone(&self.desk), *owned);
                self.running.insert(owned.bot, running);
            }
        }
        let roster: Arc<[OwnedBot]> = roster.into();
        self.delivery.roster.send_if_modified(|current| {
            let changed = *current != roster;
            *current = roster;
            changed
        });
        Ok(())
    }

    /// Stops all owners at once and waits for them.
    async fn stop_all(&mut self) {
        self.delivery.core.wakes.own(HashSet::new());
        for running in self.running.values() {
            running.stop.cancel();
        }
        let patience = self.delivery.settings.drain_timeout + Duration::from_secs(5);
        for (bot, running) in self.running.drain() {
            if timeout(patience, running.task).await.is_err() {
                tracing::error!(bot, "an owner did not stop in time");
            }
        }
    }

    async fn cast_net(&self) {
        match ownership::open_lanes(self.delivery.core.db.reader(), self.id, NET_SIZE).await {
            Ok(lanes) => self.delivery.core.wakes.wake(lanes),
            Err(error) => tracing::error!(%error, "open lanes could not be read"),
        }
    }

    /// Finishes and gives everything back.
    async fn leave(&mut self) {
        self.delivery.roster.send_replace(Arc::from(Vec::new()));
        let bots: Vec<BotId> = self.running.keys().copied().collect();
        self.stop_all().await;
        let (writer, id) = (self.delivery.core.db.writer(), self.id);
        let given_back =
            ownership::give_back(writer, id, &bots).await.and(ownership::leave(writer, id).await);
        if let Err(error) = given_back {
            tracing::error!(%error, "the bots could not be given back; they will be taken over");
        }
        self.delivery.core.wakes.roster_changed();
    }
}
