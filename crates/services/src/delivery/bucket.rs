//! A token bucket without a timer (the generic cell rate algorithm): all it keeps is the time at which it would be full, and how
//! many sends were picked that have not gone out yet. A send is spent when it goes out: between its turn and that moment lies
//! a commit, and sends that were spent in time but went out together would be too many at once.

use std::time::Duration;

use tokio::time::Instant;

use super::settings::Limit;

/// The budget of a chat or a bot. Spent at the moment of sending.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    interval: Duration,
    tolerance: Duration,
    full_at: Instant,
    /// Picked, and neither spent nor given back.
    reserved: u32,
}

impl Bucket {
    /// A full bucket.
    pub(super) fn full(limit: Limit, now: Instant) -> Self {
        let interval = limit.interval();
        Self { interval, tolerance: interval * limit.burst.saturating_sub(1), full_at: now, reserved: 0 }
    }

    /// A bucket that was empty `age` ago, right after a send: what a new owner must assume.
    pub(super) fn emptied(limit: Limit, now: Instant, age: Duration) -> Self {
        let mut bucket = Self::full(limit, now);
        bucket.full_at = (now + bucket.tolerance + bucket.interval).checked_sub(age).unwrap_or(now);
        bucket
    }

    /// When the next send may go; `now` or earlier means at once.
    pub(super) fn next_slot(&self, now: Instant) -> Instant {
        let full_at = match self.reserved {
            0 => self.full_at,
            some => self.full_at.max(now) + self.interval * some,
        };
        full_at.checked_sub(self.tolerance).map_or(now, |slot| slot.max(now))
    }

    /// A send is picked: [`spend`](Self::spend) or [`release`](Self::release) follows.
    pub(super) fn reserve(&mut self) {
        self.reserved += 1;
    }

    /// A picked send goes out now.
    pub(super) fn spend(&mut self, now: Instant) {
        self.release();
        self.full_at = self.full_at.max(now) + self.interval;
    }

    /// A picked send does not go out.
    pub(super) fn release(&mut self) {
        self.reserved = self.reserved.saturating_sub(1);
    }

    /// Whether forgetting the bucket would change nothing.
    pub(super) fn is_full(&self, now: Instant) -> bool {
        self.full_at <= now && self.reserved == 0
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
    async fn no_window_sees_more_though_commits_delay_what_was_picked() {
        let limit = Limit { limit: 30, window: Duration::from_secs(1), burst: 2 };
        let (start, commits) = (Instant::now(), [3, 40, 7, 22, 90, 1, 15]);
        let (mut bucket, mut now, mut sent) = (Bucket::full(limit, start), start, Vec::new());
        for commit in commits.into_iter().cycle().map(Duration::from_millis) {
            if now - start > Duration::from_secs(20) {
                break;
            }
            now = bucket.next_slot(now);
            let mut picked = 0;
            while bucket.next_slot(now) <= now {
                bucket.reserve();
                picked += 1;
            }
            now += commit;
            for _ in 0..picked {
                bucket.spend(now);
                sent.push(now - start);
            }
        }
        for (place, first) in sent.iter().enumerate() {
            let within = sent[place..].iter().take_while(|at| **at < *first + limit.window).count();
            assert!(within <= 30, "{within} sends within one window");
        }
        assert!(sent.len() >= 20 * 20, "the budget is used: {}", sent.len());
    }

    #[tokio::test]
    async fn what_is_given_back_can_be_picked_again() {
        let now = Instant::now();
        let mut bucket = Bucket::full(Limit { burst: 1, ..GROUP }, now);
        bucket.reserve();
        assert!(bucket.next_slot(now) > now);
        assert!(!bucket.is_full(now));
        bucket.release();
        assert_eq!(bucket.next_slot(now), now);
        assert!(bucket.is_full(now));
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
