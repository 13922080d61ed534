//! How far a broadcast got.

use chrono::{DateTime, Utc};
use switchboard_store::{
    broadcasts,
    entities::{
        broadcast::{BroadcastState, Model},
        outbox::OutboxState,
    },
};
use uuid::Uuid;

use super::Broadcasts;
use crate::{
    actor::{Actor, Scope},
    error::{Error, Result},
};

/// A broadcast and how far it got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Its id.
    pub id: Uuid,
    /// What is sent.
    pub text: String,
    /// Whether its sends are still being accepted.
    pub state: BroadcastState,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
    /// Sends accepted so far.
    pub total: i64,
    /// Waiting for their turn, or on their way.
    pub waiting: i64,
    /// Taken by Telegram.
    pub sent: i64,
    /// Refused, or expired.
    pub failed: i64,
    /// Handed to Telegram, answer lost.
    pub uncertain: i64,
    /// Taken back before they started.
    pub cancelled: i64,
}

impl Broadcasts {
    /// A broadcast of the tenant with its counts.
    ///
    /// # Errors
    /// Without the scope `notifications`; `NotFound` for what is not the tenant's.
    pub async fn progress(&self, actor: &Actor, id: Uuid) -> Result<Progress> {
        actor.require(Scope::Notifications)?;
        let found = broadcasts::by_id(self.core.db.reader(), actor.tenant, id).await?;
        self.count(found.ok_or_else(|| Error::not_found("There is no such broadcast."))?).await
    }

    /// The tenant's latest broadcasts, newest first; `take` is 1 to 100.
    ///
    /// # Errors
    /// Without the scope `notifications`; `BadInput` for another `take`.
    pub async fn latest(&self, actor: &Actor, take: u64) -> Result<Vec<Progress>> {
        actor.require(Scope::Notifications)?;
        if !(1..=100).contains(&take) {
            return Err(Error::bad_input("Ask for 1 to 100 broadcasts at a time."));
        }
        let mut latest = Vec::new();
        for broadcast in broadcasts::latest(self.core.db.reader(), actor.tenant, take).await? {
            latest.push(self.count(broadcast).await?);
        }
        Ok(latest)
    }

    async fn count(&self, broadcast: Model) -> Result<Progress> {
        let counts = broadcasts::counts(self.core.db.reader(), broadcast.id).await?;
        let of = |states: &[OutboxState]| states.iter().filter_map(|state| counts.get(state)).sum();
        Ok(Progress {
            id: broadcast.id,
            text: broadcast.body,
            state: broadcast.state,
            created_at: broadcast.created_at,
            total: broadcast.total,
            waiting: of(&[OutboxState::Pending, OutboxState::Sending]),
            sent: of(&[OutboxState::Sent]),
            failed: of(&[OutboxState::Failed, OutboxState::Expired]),
            uncertain: of(&[OutboxState::Uncertain]),
            cancelled: of(&[OutboxState::Cancelled]),
        })
    }
}
