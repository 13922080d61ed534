//! Waiting for what must happen.

use std::{fmt::Debug, future::Future, time::Duration};

use tokio::time::{Instant, sleep};

/// How long anything may take that must happen. Long, for slow machines: only a failing test waits this long.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Between two looks at a state that tells nobody when it changes.
const LOOK: Duration = Duration::from_millis(15);

/// The first value of `look` that `wanted` accepts; fails with the last one seen.
pub async fn eventually<T, F>(what: &str, mut look: impl FnMut() -> F, wanted: impl Fn(&T) -> bool) -> T
where
    T: Debug,
    F: Future<Output = T>,
{
    let deadline = Instant::now() + PATIENCE;
    loop {
        let seen = look().await;
        if wanted(&seen) {
            return seen;
        }
        assert!(Instant::now() < deadline, "{what} did not happen; at last it was {seen:#?}");
        sleep(LOOK).await;
    }
}
