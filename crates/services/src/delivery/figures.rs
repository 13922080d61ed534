//! What delivery did since the process began, for whoever operates it. Counters only: they cost an addition each.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::Duration;

use super::ending::{Change, Ending};
use super::verdict::Verdict;
use switchboard_store::entities::outbox::OutboxState;

/// Upper bounds of the delivery time's buckets, in milliseconds.
pub const BUCKETS_MS: [i64; 10] = [10, 25, 50, 100, 250, 1000, 2500, 10_000, 60_000, 600_000];

/// Counters of this process.
#[derive(Debug, Default)]
pub struct Figures {
    sent: AtomicU64,
    failed: AtomicU64,
    uncertain: AtomicU64,
    rate_limited: AtomicU64,
    unsent: AtomicU64,
    answers_lost: AtomicU64,
    repeated: AtomicU64,
    times: [AtomicU64; BUCKETS_MS.len() + 1],
    times_sum_ms: AtomicU64,
}

/// The counters at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Sends that Telegram took.
    pub sent: u64,
    /// Sends that Telegram refused, or that expired.
    pub failed: u64,
    /// Sends that ended uncertain.
    pub uncertain: u64,
    /// Calls that were answered with 429.
    pub rate_limited: u64,
    /// Calls that surely did not go out.
    pub unsent: u64,
    /// Calls whose answer was lost.
    pub answers_lost: u64,
    /// Sent messages that may have arrived more than once.
    pub repeated: u64,
    /// How many sends took from acceptance to Telegram's answer at most as long as the bucket's bound; the last bucket
    /// has no bound.
    pub times: Vec<u64>,
    /// The sum of those times, in milliseconds.
    pub times_sum_ms: u64,
}

impl Figures {
    /// Counts how a call ended, once that is recorded.
    pub(super) fn count(&self, ending: &Ending) {
        match ending.verdict {
            Verdict::Wait(_) => add(&self.rate_limited),
            Verdict::Unsent => add(&self.unsent),
            Verdict::AnswerLost => add(&self.answers_lost),
            _ => {}
        }
        match ending.change {
            Change::Sent(_) => {
                add(&self.sent);
                if ending.report.pick.row.ambiguous > 0 {
                    add(&self.repeated);
                }
                self.time(ending.report.ended_at - ending.report.pick.row.created_at);
            }
            Change::Over(OutboxState::Uncertain, _) => add(&self.uncertain),
            Change::Over(..) => add(&self.failed),
            Change::Back(_) => {}
        }
    }

    fn time(&self, took: Duration) {
        let ms = took.num_milliseconds().max(0);
        let bucket = BUCKETS_MS.iter().position(|bound| ms <= *bound).unwrap_or(BUCKETS_MS.len());
        if let Some(bucket) = self.times.get(bucket) {
            add(bucket);
        }
        self.times_sum_ms.fetch_add(ms.unsigned_abs(), Ordering::Relaxed);
    }

    /// The counters now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Snapshot {
            sent: read(&self.sent),
            failed: read(&self.failed),
            uncertain: read(&self.uncertain),
            rate_limited: read(&self.rate_limited),
            unsent: read(&self.unsent),
            answers_lost: read(&self.answers_lost),
            repeated: read(&self.repeated),
            times: self.times.iter().map(read).collect(),
            times_sum_ms: read(&self.times_sum_ms),
        }
    }
}

fn add(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
