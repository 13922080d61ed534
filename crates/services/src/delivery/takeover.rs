//! What an earlier owner started and never finished. It may have been sent: the policy decides whether it goes again,
//! flagged as a possible duplicate, or stays uncertain.

use switchboard_store::{
    BotId, dispatch,
    entities::{integration::DeliveryPolicy, outbox::OutboxState},
    settlement::{self, From, Return, Trace},
};

use super::step::write_over;
use crate::{error::Result, work::Work};

/// Settles what was left started under epochs before `epoch`, within the transaction that takes the bot.
pub(super) async fn settle_left_sends(work: &Work, bot: BotId, epoch: i64) -> Result<()> {
    for row in dispatch::left_sending(work.tx(), bot, epoch).await? {
        let trace = Trace {
            outcome: "owner_lost",
            code: None,
            retry_after: None,
            error: None,
            started_at: row.started_at.unwrap_or(work.now),
            ended_at: work.now,
        };
        settlement::record_attempt(work.tx(), row.id, trace).await?;
        tracing::warn!(bot, outbox = row.id, policy = ?row.policy, "a send was started and its end is unknown");
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
