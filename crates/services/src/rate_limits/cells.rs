//! One limit: a cell for everybody who called lately.

use std::{
    fmt,
    hash::Hash,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use governor::{
    Quota, RateLimiter, clock::Clock, middleware::StateInformationMiddleware, state::keyed::DashMapStateStore,
};

/// After so many calls, cells that are full again are forgotten.
const SWEEP: u32 = 1_024;

/// What is left to a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Calls that may come at once after a rest.
    pub limit: u32,
    /// Calls that may come at once now.
    pub remaining: u32,
    /// When all of it is there again, if no call comes.
    pub full_in: Duration,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What is left after it.
    pub allowance: Allowance,
    /// Set where it was one too many: when one is let through again.
    pub refused_for: Option<Duration>,
}

/// The cells of one limit.
pub(super) struct Cells<K: Hash + Eq + Clone, C: Clock> {
    limiter: RateLimiter<K, DashMapStateStore<K>, C, StateInformationMiddleware>,
    limit: NonZeroU32,
    /// In which one call is given back.
    interval: Duration,
    clock: C,
    calls: AtomicU32,
}

impl<K: Hash + Eq + Clone, C: Clock + Clone> Cells<K, C> {
    /// `limit` calls in a `window`; `None` for no limit.
    pub(super) fn new(limit: u32, window: Duration, clock: C) -> Option<Self> {
        let limit = NonZeroU32::new(limit)?;
        let interval = window / limit.get();
        let quota = Quota::with_period(interval)?.allow_burst(limit);
        let limiter = RateLimiter::dashmap_with_clock(quota, clock.clone()).with_middleware();
        Some(Self { limiter, limit, interval, clock, calls: AtomicU32::new(0) })
    }

    /// Counts one call.
    pub(super) fn take(&self, key: &K) -> Taken {
        if self.calls.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        let (remaining, refused_for) = match self.limiter.check_key(key) {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(refusal) => (0, Some(refusal.wait_time_from(self.clock.now()))),
        };
        let limit = self.limit.get();
        let full_in = self.interval * limit.saturating_sub(remaining);
        Taken { allowance: Allowance { limit, remaining, full_in }, refused_for }
    }

    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.limiter.len()
    }
}

impl<K: Hash + Eq + Clone, C: Clock> fmt::Debug for Cells<K, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cells").field("limit", &self.limit).field("interval", &self.interval).finish()
    }
}
