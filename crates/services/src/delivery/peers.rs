//! The other workers, as this one sees them. A peer is dead when its beat stood still for long enough by *our* monotonic
//! clock; wall clocks decide nothing. After a fault of the database nobody's silence counts: begin anew.

use std::{collections::HashMap, time::Duration};

use switchboard_store::{WorkerId, ownership};
use tokio::time::Instant;

use crate::{core::Core, error::Result};

/// The last beat of each peer, and since when it stands.
#[derive(Debug, Default)]
pub(super) struct Peers {
    seen: HashMap<WorkerId, (i64, Instant)>,
}

impl Peers {
    /// Looks at every worker but `me`, and declares gone those that stood still for `patience`.
    pub(super) async fn watch(&mut self, core: &Core, me: WorkerId, patience: Duration) -> Result<()> {
        let now = Instant::now();
        let live = ownership::live_workers(core.db.reader()).await?;
        self.seen.retain(|id, _| live.iter().any(|worker| worker.id == *id));
        for peer in live.into_iter().filter(|worker| worker.id != me) {
            let (beat, since) = *self.seen.entry(peer.id).or_insert((peer.beat, now));
            if beat != peer.beat {
                self.seen.insert(peer.id, (peer.beat, now));
            } else if now - since >= patience
                && ownership::declare_gone(core.db.writer(), peer.id, beat).await?
            {
                tracing::warn!(worker = %peer.id, "a worker is gone; its bots are taken over");
            }
        }
        Ok(())
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        u64::try_from(self.seen.len()).unwrap_or(u64::MAX)
    }
}
