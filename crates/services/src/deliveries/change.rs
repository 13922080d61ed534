//! Sending again and taking back.

use switchboard_store::{
    OutboxId, deliveries, dispatch, entities::message::MessageStatus, messages, replays, settlement,
};

use super::{Deliveries, OutboxState};
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    error::{Error, Result},
    work::Work,
};

impl Deliveries {
    /// Appends the same send to its lane, once: for what failed, expired, was cancelled, or is uncertain. It goes behind
    /// what waits there already.
    ///
    /// # Errors
    /// Without the scope `deliveries`; `NotFound`; `Conflict` when it was delivered, still waits, was sent again before,
    /// or its text is gone by retention.
    pub async fn replay(&self, actor: &Actor, id: OutboxId) -> Result<OutboxId> {
        actor.require(Scope::Deliveries)?;
        let work = Work::begin(&self.core).await?;
        if deliveries::by_id(work.tx(), actor.tenant, id).await?.is_none() {
            return Err(Error::not_found("There is no such delivery."));
        }
        let Some((send, lane)) = replays::lock_undelivered(work.tx(), actor.tenant, id).await? else {
            return Err(Error::Conflict("This delivery did not fail.".to_owned()));
        };
        if send.payload.is_empty() {
            return Err(Error::Conflict("What was to be sent is not kept any more.".to_owned()));
        }
        if replays::is_replayed(work.tx(), &send).await? {
            return Err(Error::Conflict("This delivery was sent again already.".to_owned()));
        }
        if let Some(message) = send.message_id {
            messages::queue_again(work.tx(), actor.tenant, message, work.now).await?;
        }
        audit::record(&work, actor, Act::DeliveryReplayed(id)).await?;
        let (bot, lane_id) = (lane.bot_id, lane.id);
        let again = replays::append(work.tx(), send, &lane, work.now).await?;
        work.wake_after_commit(bot, lane_id);
        work.commit().await?;
        Ok(again)
    }

    /// Takes a send back that has not started.
    ///
    /// # Errors
    /// Without the scope `deliveries`; `NotFound`; `Conflict` when it has started or ended.
    pub async fn cancel(&self, actor: &Actor, id: OutboxId) -> Result<()> {
        actor.require(Scope::Deliveries)?;
        let work = Work::begin(&self.core).await?;
        let Some(send) = deliveries::by_id(work.tx(), actor.tenant, id).await? else {
            return Err(Error::not_found("There is no such delivery."));
        };
        let reason = Some("cancelled");
        let from = settlement::From::Pending;
        let ended = settlement::end(work.tx(), &[id], from, OutboxState::Cancelled, reason, work.now).await?;
        if ended.is_empty() {
            return Err(Error::Conflict("This delivery has started or ended already.".to_owned()));
        }
        if let Some(message) = send.message_id {
            let status = MessageStatus::Failed;
            settlement::set_message_status(work.tx(), &[message], status, reason, work.now).await?;
        }
        audit::record(&work, actor, Act::DeliveryCancelled(id)).await?;
        if let Some(bot) = dispatch::bot_of_lane(work.tx(), send.lane_id).await? {
            work.wake_after_commit(bot, send.lane_id);
        }
        work.commit().await
    }
}
