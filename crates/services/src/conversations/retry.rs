//! A message that was not delivered goes again: the same message, as a new send.

use switchboard_store::{entities::message::MessageDirection, messages, replays};

use super::{Conversations, Message};
use crate::{
    MessageId,
    actor::{Actor, Scope},
    error::{Error, Result},
    work::Work,
};

impl Conversations {
    /// Sends a message again that failed or is uncertain.
    ///
    /// # Errors
    /// Without the scope `messages`; `NotFound`; `Conflict` where it did not fail, is on its way again, or what it said is
    /// gone by retention.
    pub async fn retry(&self, actor: &Actor, id: MessageId) -> Result<Message> {
        actor.require(Scope::Messages)?;
        let work = Work::begin(&self.core).await?;
        let (tx, tenant) = (work.tx(), actor.tenant);
        let not_there = || Error::not_found("There is no such message.");
        let message = messages::by_id(tx, tenant, id).await?.ok_or_else(not_there)?;
        let conflict = |text: &str| Error::Conflict(text.to_owned());
        if message.direction == MessageDirection::Incoming {
            return Err(conflict("This message came in; there is nothing to send again."));
        }
        let last = replays::last_of_message(tx, tenant, id).await?;
        let undelivered = match last {
            Some(send) => replays::lock_undelivered(tx, tenant, send).await?,
            None => None,
        };
        let Some((send, lane)) = undelivered else {
            return Err(conflict("This message did not fail."));
        };
        if send.payload.is_empty() {
            return Err(conflict("What this message said is not kept any more."));
        }
        if replays::is_replayed(tx, &send).await? {
            return Err(conflict("This message is being sent again already."));
        }
        messages::queue_again(tx, tenant, id, work.now).await?;
        let message = messages::by_id(tx, tenant, id).await?.ok_or_else(not_there)?;
        replays::append(tx, send, &lane, work.now).await?;
        work.wake_after_commit(lane.bot_id, lane.id);
        work.commit().await?;
        Ok(message)
    }
}
