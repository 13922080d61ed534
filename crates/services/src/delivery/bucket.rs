//! A token bucket without a timer (the generic cell rate algorithm): all it keeps is the time at which it would be full.

use std::time::Duration;

use tokio::time::Instant;

use super::settings::Limit;

/// The budget of a chat or a bot. Spent at the moment of sending.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    interval: Duration,
    tolerance: Duration,
    full_at: Instant,
}

impl Bucket {
    /// A full bucket.
    pub(super) fn full(limit: Limit, now: Instant) -> Self {
        let interval = limit.interval();
        Self { interval, tolerance: interval * limit.burst.saturating_sub(1), full_at: now }
    }

    /// A bucket that was empty `age` ago, right after a send: what a new owner must assume.
    pub(super) fn emptied(limit: Limit, now: Instant, age: Duration) -> Self {
        let mut bucket = Self::full(limit, now);
        bucket.full_at = (now + bucket.tolerance + bucket.interval).checked_sub(age).unwrap_or(now);
        bucket
    }

    /// When the next send may go; `now` or earlier means at once.
    pub(super) fn next_slot(&self, now: Instant) -> Instant {
        self.full_at.checked_sub(self.tolerance).map_or(now, |slot| slot.max(now))
    }

    /// Takes one send out.
    pub(super) fn spend(&mut self, now: Instant) {
        self.full_at = self.full_at.max(now) + self.interval;
    }

    /// Whether forgetting the bucket would change nothing.
    pub(super) fn is_full(&self, now: Instant) -> bool {
        self.full_at <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: Limit = Limit { limit: 20, window: Duration::from_secs(60), burst: 5 };

    /// Sends whenever allowed for ten minutes; returns the times.
    fn greedy(mut bucket: Bucket, start: Instant) -> Vec<Duration> {
        let mut now = start;
        let mut sent = Vec::new();
        while now - start < Duration::from_secs(600) {
            now = bucket.next_slot(now);
            bucket.spend(now);
            sent.push(now - start);
        }
        sent
    }

    #[tokio::test]
    async fn no_window_ever_sees_more_than_the_limit() {
        let start = Instant::now();
        for bucket in [Bucket::full(GROUP, start), Bucket::emptied(GROUP, start, Duration::from_secs(7))] {
            let sent = greedy(bucket, start);
            for first in &sent {
                let within = sent.iter().filter(|at| *at >= first && **at < *first + GROUP.window).count();
                assert!(within <= 20, "{within} sends within one window");
            }
            assert!(sent.len() >= 150, "the budget is used: {}", sent.len());
        }
    }

    #[tokio::test]
    async fn an_emptied_bucket_knows_the_last_send() {
        let now = Instant::now();
        let fresh = Bucket::emptied(GROUP, now, Duration::from_secs(1));
        assert_eq!(fresh.next_slot(now) - now, Duration::from_secs(3));
        let old = Bucket::emptied(GROUP, now, Duration::from_secs(3600));
        assert_eq!(old.next_slot(now), now);
        assert!(old.is_full(now));
    }
}
