//! Waiting between tries: full jitter, so that many bots do not come back at once.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

/// Grows with each trouble, starts over with each success.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    troubles: u32,
}

impl Backoff {
    /// How long to wait now: anything up to twice as much as the time before, 30 s at most.
    pub(super) fn next(&mut self) -> Duration {
        let ceiling = self.ceiling();
        self.troubles = self.troubles.saturating_add(1);
        ceiling.mul_f64(rand::random_range(0.0..=1.0))
    }

    /// All is well.
    pub(super) fn reset(&mut self) {
        self.troubles = 0;
    }

    /// Whether the trouble is new, and so worth a line in the log.
    pub(super) fn is_fresh(&self) -> bool {
        self.troubles == 0
    }

    fn ceiling(&self) -> Duration {
        FIRST.saturating_mul(1_u32.checked_shl(self.troubles.min(16)).unwrap_or(u32::MAX)).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_half_a_minute_and_start_over_after_a_success() {
        let mut backoff = Backoff::default();
        assert!(backoff.is_fresh());
        let ceilings: Vec<u64> = (0..9)
            .map(|_| {
                let ceiling = backoff.ceiling();
                assert!(backoff.next() <= ceiling);
                ceiling.as_millis().try_into().unwrap()
            })
            .collect();
        assert_eq!(ceilings, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
        for _ in 0..100 {
            assert!(backoff.next() <= LONGEST);
        }
        backoff.reset();
        assert!(backoff.next() <= FIRST);
    }
}
