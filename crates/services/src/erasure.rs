//! Forgetting a user, beneath the features: `accounts` begins it, housekeeping carries it out. What waits to be sent is taken
//! back, what was started is waited for, then the words go: of messages, of sends, and the map to Telegram's messages.
//! What Telegram holds stays there.

use std::collections::HashSet;

use switchboard_store::{
    entities::{
        erasure::Model,
        message::MessageStatus,
        outbox::{Model as Send, OutboxState},
    },
    erasures,
    settlement::{self, From},
};

use crate::{core::Core, error::Result, work::Work};

/// Messages that one transaction forgets.
const BATCH: u64 = 200;
/// Why sends and messages ended.
const REASON: &str = "erased";

/// Does a part of the oldest erasure that is not done; returns how much was changed.
pub(crate) async fn carry_out_batch(core: &Core) -> Result<u64> {
    let work = Work::begin(core).await?;
    let Some(erasure) = erasures::next(work.tx()).await? else { return Ok(0) };
    let changed = forget_some(&work, &erasure).await?;
    work.commit().await?;
    Ok(changed)
}

/// A batch of one user's messages. Those with a send on the way wait for the next time.
pub(crate) async fn forget_some(work: &Work, erasure: &Model) -> Result<u64> {
    let tx = work.tx();
    let messages = erasures::messages(tx, erasure, BATCH).await?;
    if messages.is_empty() {
        erasures::finish(tx, erasure, work.now).await?;
        tracing::info!(user = %erasure.user_id, "a user is forgotten");
        return Ok(1);
    }
    let open = erasures::open_sends(tx, erasure.tenant_id, &messages).await?;
    let ids: Vec<_> = open.iter().map(|send| send.id).collect();
    let (from, state) = (From::Pending, OutboxState::Cancelled);
    let taken_back: HashSet<_> =
        settlement::end(tx, &ids, from, state, Some(REASON), work.now).await?.into_iter().collect();
    let on_the_way: HashSet<_> =
        open.iter().filter(|send| !taken_back.contains(&send.id)).filter_map(message_of).collect();
    let silenced: Vec<_> =
        open.iter().filter(|send| taken_back.contains(&send.id)).filter_map(message_of).collect();
    let status = MessageStatus::Failed;
    settlement::set_message_status(tx, &silenced, status, Some(REASON), work.now).await?;
    let over: Vec<_> = messages.into_iter().filter(|id| !on_the_way.contains(id)).collect();
    erasures::forget(tx, erasure.tenant_id, &over).await?;
    Ok(u64::try_from(over.len()).unwrap_or(u64::MAX))
}

fn message_of(send: &Send) -> Option<switchboard_store::MessageId> {
    send.message_id
}
