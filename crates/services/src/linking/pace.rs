//! Refusals take the same time, whatever is behind them.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// A refusal is given this long after the call began, or a whole number of times as long. An unknown username takes
/// fewer statements than a known one; without this, the clock would tell them apart.
const BEAT: Duration = Duration::from_millis(250);

/// Waits until a refusal of a call that began at `started` may be given.
pub(super) async fn hold(started: Instant) {
    sleep_until(started + on_a_beat(started.elapsed())).await;
}

/// The end of the beat that this much work fell into.
fn on_a_beat(work: Duration) -> Duration {
    let beats = work.as_nanos() / BEAT.as_nanos() + 1;
    BEAT * u32::try_from(beats).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_and_slow_refusals_end_on_a_beat() {
        for (work, end) in [(0, 250), (1, 250), (249, 250), (250, 500), (600, 750)] {
            assert_eq!(on_a_beat(Duration::from_millis(work)), Duration::from_millis(end));
        }
    }
}
