//! From a broadcast to its sends: a chunk a transaction, with the mark of how far it got.

use std::time::Duration;

use switchboard_store::{ContactId, broadcasts, entities::broadcast::BroadcastState, messages};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{BroadcastFilter, Broadcasts};
use crate::{
    delivery::{Class, Outgoing, accept_all},
    error::{Error, Result},
    notifications::letter,
    preferences,
    work::Work,
};

/// Contacts in a chunk.
const CHUNK: u64 = 100;
/// Expanding waits while so many sends of the broadcast wait: the queue's memory stays small.
const AHEAD: u64 = 2000;
/// While it waits.
const PAUSE: Duration = Duration::from_millis(500);
/// How often to look without being told.
const NET: Duration = Duration::from_secs(5);

impl Broadcasts {
    /// Expands broadcasts until `shutdown`. Every process may run it; a broadcast is in one hand at a time.
    pub async fn run(&self, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            let pause = match self.expand_some().await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::warn!(%error, "broadcasts could not be expanded; it goes on later");
                    NET
                }
            };
            tokio::select! {
                () = sleep(pause) => {}
                () = self.core.wakes.broadcasts.notified() => {}
                () = shutdown.cancelled() => {}
            }
        }
    }

    /// One chunk of each broadcast; returns when to go on.
    async fn expand_some(&self) -> Result<Duration> {
        let mut pause = NET;
        for id in broadcasts::expanding(self.core.db.reader()).await? {
            let is_ahead = broadcasts::waiting(self.core.db.reader(), id).await? >= AHEAD;
            if is_ahead {
                pause = pause.min(PAUSE);
            } else if self.expand(id).await? {
                pause = Duration::ZERO;
            }
        }
        Ok(pause)
    }

    /// One chunk; `false` when there is nothing more to do here.
    pub(super) async fn expand(&self, id: Uuid) -> Result<bool> {
        let work = Work::begin(&self.core).await?;
        let Some(broadcast) = broadcasts::lock_expanding(work.tx(), id).await? else { return Ok(false) };
        let filter: BroadcastFilter = serde_json::from_str(&broadcast.filter)
            .map_err(|error| Error::internal("a stored broadcast", error))?;
        let after = broadcast.cursor.as_deref().and_then(|cursor| cursor.parse::<ContactId>().ok());
        let (tenant, bot) = (broadcast.tenant_id, broadcast.bot_id);
        let audience =
            broadcasts::audience(work.tx(), tenant, bot, filter.language.as_deref(), after, CHUNK).await?;
        let count = audience.len();
        let is_last = u64::try_from(count).unwrap_or(CHUNK) < CHUNK;
        let state = if is_last { BroadcastState::Expanded } else { BroadcastState::Expanding };
        let cursor = audience.last().map(|addressee| addressee.contact.id);
        let (mut stored, mut sends) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for addressee in audience {
            if preferences::hold_back(&work, &addressee, None, &broadcast.body).await?.is_none() {
                let (message, outgoing) = letter(&work, &addressee, &broadcast.body);
                stored.push(message);
                let outgoing = Outgoing { class: Class::Broadcast, broadcast: Some(id), ..outgoing };
                sends.push((tenant, outgoing));
            }
        }
        let accepted = i64::try_from(sends.len()).unwrap_or(0);
        broadcasts::advance(work.tx(), id, cursor, accepted, state).await?;
        messages::insert_all(work.tx(), stored).await?;
        accept_all(&work, sends).await?;
        work.commit().await?;
        Ok(!is_last)
    }
}
