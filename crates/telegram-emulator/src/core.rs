//! What the Bot API, the webhooks, the people's side and the page share: the world behind its lock, the log, the
//! faults, and a signal that something changed.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{runtime::Handle, sync::watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    call_log::{Call, CallLog},
    clock::Clock,
    faults::Faults,
    options::Options,
    world::World,
};

pub(crate) struct Core {
    pub(crate) clock: Clock,
    /// Posts updates to webhooks.
    pub(crate) http: reqwest::Client,
    pub(crate) tasks: TaskTracker,
    pub(crate) stop: CancellationToken,
    pub(crate) runtime: Handle,
    world: Mutex<World>,
    log: Mutex<CallLog>,
    faults: Arc<Mutex<Faults>>,
    snapshots: Mutex<BTreeMap<u64, World>>,
    changed: watch::Sender<u64>,
}

impl Core {
    pub(crate) fn new(options: &Options, http: reqwest::Client, runtime: Handle) -> Arc<Self> {
        let world = World::new(options);
        let faults = world.faults.clone();
        Arc::new(Core {
            clock: options.clock.clone(),
            http,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            runtime,
            world: Mutex::new(world),
            log: Mutex::new(CallLog::new(options.log_calls)),
            faults,
            snapshots: Mutex::new(BTreeMap::new()),
            changed: watch::Sender::new(0),
        })
    }

    /// Looks at the world.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&lock(&self.world))
    }

    /// Changes the world and wakes whoever waits for changes.
    pub(crate) fn write<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let result = change(&mut lock(&self.world));
        self.announce();
        result
    }

    /// As [`Core::write`], for changes that nobody waits for.
    pub(crate) fn write_quietly<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut lock(&self.world))
    }

    pub(crate) fn log_call(&self, call: Call) {
        lock(&self.log).add(call);
        self.announce();
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, CallLog> {
        lock(&self.log)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    /// Kept until [`Core::restore`] with the number that comes back; of more than sixteen the oldest is forgotten.
    pub(crate) fn snapshot(&self) -> u64 {
        let world = self.read(World::clone);
        let mut kept = lock(&self.snapshots);
        let id = kept.last_key_value().map_or(1, |(last, _)| last + 1);
        kept.insert(id, world);
        while kept.len() > 16 {
            kept.pop_first();
        }
        id
    }

    /// Puts the world back; the bots with a webhook come back. `None`: there is no such snapshot.
    pub(crate) fn restore(&self, id: u64) -> Option<Vec<i64>> {
        let kept = lock(&self.snapshots).get(&id)?.clone();
        Some(self.write(|world| world.restore(kept)))
    }

    /// A number that grows with every change of the world or the log.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(crate) fn announce(&self) {
        self.changed.send_modify(|version| *version += 1);
    }
}

/// A lock whose holder panicked still guards a usable world: no change is left half done across a panic that matters
/// to a test double.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
