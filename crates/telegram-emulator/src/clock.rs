//! Time as the emulated Telegram sees it.
//!
//! Everything that needs the hour (dates of messages, retries of webhooks, expiry of callback queries, limits) asks
//! this clock. It runs with the system's clock plus an offset that tests move forward; whoever sleeps on it wakes up
//! when the offset moves. Nothing is stored, nothing can fail.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::sync::Notify;

/// A clock that can be advanced. Clones share the same time.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    offset_ms: AtomicI64,
    advanced: Notify,
}

impl Clock {
    /// Milliseconds since the Unix epoch, by this clock.
    pub fn now_ms(&self) -> i64 {
        // The one place of this crate that reads the system's time.
        #[allow(clippy::disallowed_methods)]
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        system.as_millis() as i64 + self.inner.offset_ms.load(Ordering::SeqCst)
    }

    /// Seconds since the Unix epoch: the unit of every date in the Bot API.
    pub fn now(&self) -> i64 {
        self.now_ms() / 1000
    }

    /// Moves the time forward and wakes everything that sleeps on this clock.
    pub fn advance(&self, by: Duration) {
        self.inner.offset_ms.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
        self.inner.advanced.notify_waiters();
    }

    /// Returns once `at_ms` (milliseconds since the Unix epoch) was reached, by waiting or by [`Clock::advance`].
    pub async fn sleep_until(&self, at_ms: i64) {
        loop {
            let advanced = self.inner.advanced.notified();
            tokio::pin!(advanced);
            advanced.as_mut().enable();
            let left = at_ms - self.now_ms();
            if left <= 0 {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(left as u64)) => {}
                () = advanced => {}
            }
        }
    }
}
