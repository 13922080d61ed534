//! What the null Bot API counts, notes and hands out.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

/// A send that came in while arrivals were noted.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// When.
    pub at: Instant,
    /// The bot that sent it.
    pub bot: i64,
    /// Telegram's id of the chat.
    pub chat: i64,
    /// The text, empty where there is none.
    pub text: String,
}

/// Seen by the server and by whoever measures.
#[derive(Debug, Default)]
pub struct Shared {
    sends: AtomicU64,
    message_ids: AtomicI64,
    refused: AtomicU64,
    wanted: AtomicU64,
    arrived: Notify,
    is_noting: AtomicBool,
    arrivals: Mutex<Vec<Arrival>>,
    queues: Mutex<HashMap<i64, VecDeque<(i64, String)>>>,
    queued: Notify,
    limit: AtomicU32,
    windows: Mutex<HashMap<i64, VecDeque<Instant>>>,
}

impl Shared {
    /// Sends that were taken.
    #[must_use]
    pub fn sends(&self) -> u64 {
        self.sends.load(Relaxed)
    }

    /// Sends that were answered with 429.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.load(Relaxed)
    }

    /// Lets each bot send so often in any second, and answers 429 beyond it; 0 for no limit.
    pub fn set_limit(&self, sends_a_second: u32) {
        locked(&self.windows).clear();
        self.limit.store(sends_a_second, Relaxed);
    }

    /// Notes arrivals from now on.
    pub fn note(&self) {
        locked(&self.arrivals).clear();
        self.is_noting.store(true, Relaxed);
    }

    /// What arrived since [`note`](Self::note); stops noting.
    #[must_use]
    pub fn noted(&self) -> Vec<Arrival> {
        self.is_noting.store(false, Relaxed);
        std::mem::take(&mut *locked(&self.arrivals))
    }

    /// Has an update for a bot that polls.
    pub fn queue(&self, bot: i64, updates: impl IntoIterator<Item = (i64, String)>) {
        locked(&self.queues).entry(bot).or_default().extend(updates);
        self.queued.notify_waiters();
    }

    pub(super) async fn reached(&self, sends: u64) {
        self.wanted.store(sends, Relaxed);
        while self.sends() < sends {
            // The pause is for a send that came between the look and the wait.
            let _ = tokio::time::timeout(Duration::from_millis(5), self.arrived.notified()).await;
        }
    }

    pub(super) fn is_noting(&self) -> bool {
        self.is_noting.load(Relaxed)
    }

    /// Takes a send: the id of its message.
    pub(super) fn take(&self, arrival: Option<Arrival>) -> i64 {
        if let Some(arrival) = arrival {
            locked(&self.arrivals).push(arrival);
        }
        let id = self.message_ids.fetch_add(1, Relaxed) + 1;
        if self.sends.fetch_add(1, Relaxed) + 1 >= self.wanted.load(Relaxed) {
            self.arrived.notify_one();
        }
        id
    }

    /// Whether the bot goes over its limit with a send now.
    pub(super) fn is_too_fast(&self, bot: i64) -> bool {
        let limit = self.limit.load(Relaxed);
        if limit == 0 {
            return false;
        }
        let now = Instant::now();
        let mut windows = locked(&self.windows);
        let window = windows.entry(bot).or_default();
        while window.front().is_some_and(|at| now.duration_since(*at) >= Duration::from_secs(1)) {
            window.pop_front();
        }
        let is_too_fast = window.len() >= limit as usize;
        if is_too_fast {
            self.refused.fetch_add(1, Relaxed);
        } else {
            window.push_back(now);
        }
        is_too_fast
    }

    /// Updates of a bot from `offset` on, as soon as there are any.
    pub(super) async fn updates(&self, bot: i64, offset: i64, limit: usize, hold: Duration) -> String {
        let end = tokio::time::Instant::now() + hold;
        loop {
            let more = self.queued.notified();
            let batch = self.batch(bot, offset, limit);
            if !batch.is_empty() || tokio::time::timeout_at(end, more).await.is_err() {
                return batch;
            }
        }
    }

    /// Waiting updates, separated by commas; those before `offset` are acknowledged.
    fn batch(&self, bot: i64, offset: i64, limit: usize) -> String {
        let mut queues = locked(&self.queues);
        let Some(queue) = queues.get_mut(&bot) else { return String::new() };
        while queue.front().is_some_and(|(id, _)| *id < offset) {
            queue.pop_front();
        }
        let batch: Vec<&str> = queue.iter().take(limit).map(|(_, raw)| raw.as_str()).collect();
        batch.join(",")
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
