//! What is over is cleared away, in small batches and short transactions, so that a database never grows without bound and
//! nobody waits for it: handled updates, ended sends with their tries, idempotency keys, codes and tries at them, old
//! lines of the audit log.

use std::time::Duration;

use chrono::{DateTime, Utc};
use switchboard_store::{
    audit,
    entities::outbox::OutboxState,
    events,
    housekeeping::{self, Ages},
    settlement::From,
};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::undelivered::write_over;
use crate::{core::Core, erasure, error::Result, work::Work};

/// How long things that are over are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Ended sends keep what was sent so long: until then they can be sent again.
    pub payloads: Duration,
    /// Ended sends and their tries are listed so long.
    pub sends: Duration,
    /// Handled updates are remembered so long, so that a repeated one is recognised. Telegram keeps updates for 24 h.
    pub updates: Duration,
    /// Lines of the audit log are kept so long.
    pub audit: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        let day = Duration::from_secs(24 * 3600);
        Self { payloads: 7 * day, sends: 30 * day, updates: 2 * day, audit: 730 * day }
    }
}

/// Rows of one kind that one transaction clears.
const BATCH: u64 = 500;
/// Between rounds that found nothing more.
const PAUSE: Duration = Duration::from_secs(60);
/// Between batches: the others come first.
const BREATH: Duration = Duration::from_millis(50);

/// Clears away until `shutdown`.
pub(super) async fn run(core: Core, retention: Retention, shutdown: CancellationToken) {
    loop {
        let pause = match clear_batch(&core, retention).await {
            Ok(0) => PAUSE,
            Ok(_) => BREATH,
            Err(error) => {
                tracing::warn!(%error, "housekeeping failed; it goes on later");
                PAUSE
            }
        };
        tokio::select! {
            () = sleep(pause) => {}
            () = shutdown.cancelled() => return,
        }
    }
}

/// One batch of each kind; returns how many rows were cleared.
pub(super) async fn clear_batch(core: &Core, retention: Retention) -> Result<u64> {
    let work = Work::begin(core).await?;
    let before = |age: Duration| -> DateTime<Utc> {
        chrono::Duration::from_std(age)
            .ok()
            .and_then(|age| work.now.checked_sub_signed(age))
            .unwrap_or(DateTime::<Utc>::MIN_UTC)
    };
    let day = Duration::from_secs(24 * 3600);
    let ages = Ages {
        payloads: before(retention.payloads),
        sends: before(retention.sends),
        updates: before(retention.updates),
        answers: before(day),
        codes: before(day),
    };
    let overdue = housekeeping::overdue(work.tx(), work.now, BATCH).await?;
    for row in &overdue {
        write_over(&work, row, From::Pending, OutboxState::Expired, "expired").await?;
    }
    let expired = u64::try_from(overdue.len()).unwrap_or(0);
    let cleared = expired
        + housekeeping::clear(work.tx(), &ages, BATCH).await?
        + events::forget(work.tx(), before(7 * day), BATCH).await?
        + audit::forget(work.tx(), before(retention.audit), BATCH).await?;
    work.commit().await?;
    Ok(cleared + erasure::carry_out_batch(core).await?)
}
