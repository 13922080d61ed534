//! The bells of other servers: what was committed here for a bot that is owned elsewhere goes there as one debounced
//! NOTIFY, and what comes from there rings here. Losing a signal costs half a second, because the net finds the work.

use std::{collections::BTreeSet, time::Duration};

use switchboard_store::signals::{Listener, MAX_PAYLOAD};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::pauses::back_off;
use crate::{core::Core, wakes::Ring};

/// How long news gathers before it goes out: one NOTIFY a transaction would halve the throughput of accepting.
const DEBOUNCE: Duration = Duration::from_millis(10);

/// Carries rings both ways until `shutdown`. Returns at once where there is one server only.
pub(super) async fn run(core: Core, shutdown: CancellationToken) {
    let mut failures = 0;
    while !shutdown.is_cancelled() {
        match core.db.listen().await {
            Ok(None) => return,
            Ok(Some(listener)) => {
                failures = 0;
                tokio::select! {
                    () = hear(&core, listener) => {}
                    () = tell(&core) => {}
                    () = shutdown.cancelled() => return,
                }
            }
            Err(error) => tracing::warn!(%error, "no signals from other servers; polling finds the work"),
        }
        failures += 1;
        sleep(back_off(failures).min(Duration::from_secs(5))).await;
    }
}

async fn hear(core: &Core, mut listener: Listener) {
    loop {
        match listener.next().await {
            Ok(Some(payload)) => payload.split(' ').filter_map(read).for_each(|ring| {
                core.wakes.ring_here(ring);
            }),
            Ok(None) => {
                core.wakes.ring_here(Ring::Roster);
            }
            Err(error) => {
                tracing::warn!(%error, "the connection for signals is lost");
                return;
            }
        }
    }
}

async fn tell(core: &Core) {
    loop {
        core.wakes.elsewhere().rung().await;
        sleep(DEBOUNCE).await;
        for payload in write(&core.wakes.elsewhere().take()) {
            if let Err(error) = core.db.signal(&payload).await {
                tracing::warn!(%error, "a signal could not be sent; polling finds the work");
                return;
            }
        }
    }
}

/// Rings as words, in payloads that fit.
fn write(rings: &BTreeSet<Ring>) -> Vec<String> {
    let mut payloads: Vec<String> = Vec::new();
    for ring in rings {
        let word = match ring {
            Ring::Roster => "r".to_owned(),
            Ring::Inbox(bot) => format!("i{bot}"),
            Ring::Outbox(bot, lane) => format!("o{bot}.{lane}"),
        };
        match payloads.last_mut() {
            Some(last) if last.len() + 1 + word.len() <= MAX_PAYLOAD => {
                last.push(' ');
                last.push_str(&word);
            }
            _ => payloads.push(word),
        }
    }
    payloads
}

fn read(word: &str) -> Option<Ring> {
    match word.split_at_checked(1)? {
        ("r", "") => Some(Ring::Roster),
        ("i", bot) => Some(Ring::Inbox(bot.parse().ok()?)),
        ("o", rest) => {
            let (bot, lane) = rest.split_once('.')?;
            Some(Ring::Outbox(bot.parse().ok()?, lane.parse().ok()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_arrive_as_they_were_sent_in_payloads_that_fit() {
        let mut rings: BTreeSet<Ring> = (0..5000).map(|n| Ring::Outbox(8_000_000_000 + n % 7, n)).collect();
        rings.extend([Ring::Roster, Ring::Inbox(42)]);
        let payloads = write(&rings);
        assert!(payloads.len() > 1 && payloads.iter().all(|payload| payload.len() < 8000));
        let heard: BTreeSet<Ring> = payloads.iter().flat_map(|p| p.split(' ')).filter_map(read).collect();
        assert_eq!(heard, rings);
    }

    #[test]
    fn words_of_other_versions_are_passed_over() {
        for word in ["", "x1", "o1", "o1.x", "i", "é", "r2"] {
            assert_eq!(read(word), None, "{word:?}");
        }
    }
}
