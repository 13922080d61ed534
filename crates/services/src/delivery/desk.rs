//! What the owners of a process share: permits for calls to Telegram, and the two places where their reads and steps meet, so
//! that a hundred bots cost the database little more than one.

use std::{collections::BTreeMap, sync::Arc};

use switchboard_store::{LaneId, dispatch, entities::outbox};
use tokio::sync::Semaphore;
use tracing::Instrument as _;

use super::{
    ledger::{self, Entry},
    roster::OwnedBot,
    settings::DeliverySettings,
    step::{Step, Written},
};
use crate::{combiner::Combiner, core::Core, error::Error, traces::TARGET};

/// Owners that begin at the same time.
const STARTING: usize = 8;
/// Steps that share a commit at the most.
const STEPS: usize = 128;
/// Owners whose reads are one query at the most.
const READERS: usize = 32;

/// Shared by all, so that all hear of the same failure.
pub(super) type Shared<T> = Result<T, Arc<Error>>;

type Rows = Vec<Arc<outbox::Model>>;

/// Lanes whose heads are wanted, and how many of each.
#[derive(Debug)]
struct Wanted {
    lanes: Vec<LaneId>,
    per_lane: u32,
}

/// What owners share.
#[derive(Debug)]
pub(super) struct Desk {
    core: Core,
    /// For calls to Telegram; its queue is fair between bots.
    pub(super) permits: Arc<Semaphore>,
    /// For owners that begin: ten thousand at once would all wait for a connection, and give up.
    pub(super) starting: Semaphore,
    steps: Combiner<Entry, Shared<Written>>,
    reads: Combiner<Wanted, Shared<Rows>>,
}

impl Desk {
    pub(super) fn new(core: Core, settings: &DeliverySettings) -> Arc<Self> {
        let kind = core.db.kind();
        Arc::new(Self {
            core,
            permits: Arc::new(Semaphore::new(settings.http_permits.max(1))),
            starting: Semaphore::new(STARTING),
            steps: Combiner::over(kind, STEPS),
            reads: Combiner::over(kind, READERS),
        })
    }

    /// Writes a step, with those of others who come at the same time.
    ///
    /// # Errors
    /// When it could not be written, or it is not known whether it was. It may be written again.
    pub(super) async fn write(&self, owned: OwnedBot, step: Arc<Step>) -> Shared<Written> {
        let serve = |entries| self.write_together(entries);
        let written = self.steps.ask(Entry { owned, step }, serve).await;
        written.unwrap_or_else(|| Err(Arc::new(Error::broken("whoever wrote the step left"))))
    }

    async fn write_together(&self, entries: Vec<Entry>) -> Vec<Shared<Written>> {
        let span = tracing::trace_span!(target: TARGET, "step", bots = entries.len());
        let error = match ledger::write(&self.core, &entries).instrument(span).await {
            Ok(written) => return written.into_iter().map(Ok).collect(),
            Err(error) => error,
        };
        if entries.len() == 1 || error.is_outage() {
            let error = Arc::new(error);
            return entries.iter().map(|_| Err(Arc::clone(&error))).collect();
        }
        // One of them is at fault: it must not keep the others from their ends.
        tracing::error!(%error, source = ?std::error::Error::source(&error), "steps of several bots could not be written together");
        let mut alone = Vec::with_capacity(entries.len());
        for entry in &entries {
            let written = ledger::write(&self.core, std::slice::from_ref(entry)).await;
            alone.push(written.map(|mut one| one.pop().unwrap_or_default()).map_err(Arc::new));
        }
        alone
    }

    /// The first waiting rows of each of the lanes, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn heads(&self, lanes: &[LaneId], per_lane: u32) -> Shared<Rows> {
        let serve = |wanted| self.read_together(wanted);
        let rows = self.reads.ask(Wanted { lanes: lanes.to_vec(), per_lane }, serve).await;
        rows.unwrap_or_else(|| Err(Arc::new(Error::broken("whoever read for us left"))))
    }

    async fn read_together(&self, wanted: Vec<Wanted>) -> Vec<Shared<Rows>> {
        let mut lanes: BTreeMap<u32, Vec<LaneId>> = BTreeMap::new();
        for one in &wanted {
            lanes.entry(one.per_lane).or_default().extend(&one.lanes);
        }
        let mut by_lane: BTreeMap<LaneId, Rows> = BTreeMap::new();
        for (per_lane, lanes) in lanes {
            match dispatch::heads(self.core.db.reader(), &lanes, per_lane).await {
                Ok(rows) => {
                    for row in rows {
                        by_lane.entry(row.lane_id).or_default().push(Arc::new(row));
                    }
                }
                Err(error) => {
                    let error = Arc::new(Error::from(error));
                    return wanted.iter().map(|_| Err(Arc::clone(&error))).collect();
                }
            }
        }
        let mut rows_of =
            |one: &Wanted| one.lanes.iter().filter_map(|lane| by_lane.remove(lane)).flatten().collect();
        wanted.iter().map(|one| Ok(rows_of(one))).collect()
    }
}
