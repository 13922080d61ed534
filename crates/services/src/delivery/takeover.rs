//! Taking bots that nobody alive owns, and what their last owner started and never finished. That may have been sent: the policy
//! decides whether it goes again, flagged as a possible duplicate, or stays uncertain.

use switchboard_store::{
    BotId, WorkerId, dispatch,
    entities::{bot, integration::DeliveryPolicy, outbox::OutboxState},
    inbox, ownership,
    settlement::{self, From, Return, Trace},
};

use super::undelivered::write_over;
use crate::{core::Core, error::Result, work::Work};

/// Updates at the head of the line that are suspected when a process died: about as many as it may have had in hand.
const IN_HAND: u64 = 8;

/// Takes up to `room` bots for the worker `me`, in one transaction.
pub(super) async fn take(core: &Core, me: WorkerId, room: u64) -> Result<Vec<bot::Model>> {
    let work = Work::begin(core).await?;
    let taken = ownership::take(work.tx(), me, room).await?;
    let bots: Vec<BotId> = taken.iter().map(|bot| bot.id).collect();
    if !bots.is_empty() {
        settle_left_sends(&work, &bots).await?;
        inbox::suspect_first(work.tx(), &bots, IN_HAND).await?;
    }
    ownership::forget_gone(work.tx()).await?;
    work.commit().await?;
    Ok(taken)
}

/// Settles what was left started under earlier epochs, within the transaction that takes the bots.
async fn settle_left_sends(work: &Work, bots: &[BotId]) -> Result<()> {
    for row in dispatch::left_sending(work.tx(), bots).await? {
        let trace = Trace {
            outcome: "owner_lost",
            code: None,
            retry_after: None,
            error: None,
            started_at: row.started_at.unwrap_or(work.now),
            ended_at: work.now,
        };
        settlement::record_attempt(work.tx(), row.id, trace).await?;
        tracing::warn!(lane = row.lane_id, outbox = row.id, policy = ?row.policy, "a send was started and its end is unknown");
        match row.policy {
            DeliveryPolicy::Resend => {
                let again = Return { attempt: true, ambiguous: true, ..Return::default() };
                settlement::put_back(work.tx(), row.id, row.epoch, again).await?;
            }
            DeliveryPolicy::Park => {
                write_over(work, &row, From::Sending(row.epoch), OutboxState::Uncertain, "uncertain").await?;
            }
        }
    }
    Ok(())
}
