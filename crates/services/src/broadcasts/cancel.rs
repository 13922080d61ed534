//! Taking a broadcast back: expanding stops at once, what has not started is cancelled in small batches.

use switchboard_store::{
    broadcasts,
    entities::{message::MessageStatus, outbox::OutboxState},
    settlement::{self, From},
};
use uuid::Uuid;

use super::Broadcasts;
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    error::{Error, Result},
    work::Work,
};

/// Sends cancelled by one transaction.
const BATCH: u64 = 200;

impl Broadcasts {
    /// Cancels a broadcast; what Telegram has already is not taken back. Cancelling twice changes nothing.
    ///
    /// # Errors
    /// Without the scope `notifications`; `NotFound` for what is not the tenant's.
    pub async fn cancel(&self, actor: &Actor, id: Uuid) -> Result<()> {
        actor.require(Scope::Notifications)?;
        let work = Work::begin(&self.core).await?;
        if broadcasts::by_id(work.tx(), actor.tenant, id).await?.is_none() {
            return Err(Error::not_found("There is no such broadcast."));
        }
        if broadcasts::cancel(work.tx(), actor.tenant, id).await? {
            audit::record(&work, actor, Act::BroadcastCancelled(id)).await?;
        }
        work.commit().await?;
        while self.cancel_batch(id).await? {}
        Ok(())
    }

    async fn cancel_batch(&self, id: Uuid) -> Result<bool> {
        let work = Work::begin(&self.core).await?;
        let pending = broadcasts::pending(work.tx(), id, BATCH).await?;
        let sends: Vec<_> = pending.iter().map(|send| send.id).collect();
        let reason = Some("cancelled");
        let ended =
            settlement::end(work.tx(), &sends, From::Pending, OutboxState::Cancelled, reason, work.now)
                .await?;
        let messages: Vec<_> = pending
            .iter()
            .filter(|send| ended.contains(&send.id))
            .filter_map(|send| send.message_id)
            .collect();
        let status = MessageStatus::Failed;
        settlement::set_message_status(work.tx(), &messages, status, reason, work.now).await?;
        work.commit().await?;
        Ok(!ended.is_empty())
    }
}
