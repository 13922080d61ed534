//! At most so many a minute and so many an hour, by the monotonic clock. Pure.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
/// The other side counts by its own clock.
const SLACK: Duration = Duration::from_secs(2);

/// What was counted within the hour.
#[derive(Debug, Default)]
pub(super) struct Pace {
    limits: [(Duration, usize); 2],
    counted: VecDeque<Instant>,
}

impl Pace {
    /// 0 is no limit.
    pub(super) fn new(per_minute: u32, per_hour: u32) -> Self {
        let limit = |limit: u32| usize::try_from(limit).unwrap_or(usize::MAX);
        let limits = [(MINUTE, limit(per_minute)), (HOUR, limit(per_hour))];
        Self { limits, counted: VecDeque::new() }
    }

    /// How long until one more may come; `None`: now.
    pub(super) fn wait(&mut self, now: Instant) -> Option<Duration> {
        while self.counted.front().is_some_and(|at| now.saturating_duration_since(*at) >= HOUR + SLACK) {
            self.counted.pop_front();
        }
        let waits = self.limits.iter().filter(|(_, limit)| *limit > 0).filter_map(|(window, limit)| {
            let blocking = self.counted.len().checked_sub(*limit).and_then(|at| self.counted.get(at))?;
            (*blocking + *window + SLACK).checked_duration_since(now).filter(|wait| !wait.is_zero())
        });
        waits.max()
    }

    /// One came.
    pub(super) fn count(&mut self, now: Instant) {
        self.counted.push_back(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_limits_nobody_waits() {
        let (mut pace, now) = (Pace::new(0, 0), Instant::now());
        for _ in 0..10_000 {
            assert_eq!(pace.wait(now), None);
            pace.count(now);
        }
    }

    #[test]
    fn no_window_sees_more_than_its_limit() {
        let (mut pace, start) = (Pace::new(20, 600), Instant::now());
        let (mut now, mut came) = (start, Vec::new());
        while came.len() < 1300 {
            match pace.wait(now) {
                Some(wait) => now += wait,
                None => {
                    pace.count(now);
                    came.push(now);
                }
            }
        }
        for (limit, window) in [(20, MINUTE), (600, HOUR)] {
            assert!(came.windows(limit + 1).all(|some| some[limit] - some[0] > window), "{window:?}");
        }
        assert!(came[1299] - start < 3 * HOUR, "slower than it need be");
    }
}
