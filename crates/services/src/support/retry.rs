//! The button under a notice that a reply could not be delivered. The reply goes again as a new send, once for each
//! that ended; whoever pressed is told by the button itself.

use chrono::Duration;
use serde_json::json;
use switchboard_store::{
    ChatId, OutboxId,
    entities::{lane, outbox},
    messages, replays,
};

use super::{Support, agents};
use crate::{
    delivery::{FailureNotice, Outgoing, accept},
    error::Result,
    incoming::Incoming,
    people::{self, Person, TelegramChat},
    texts::support,
};

/// Telegram forgets a pressed button after 150 s (telegram-bot-api sources): later nobody sees the answer.
const PRESS_LIVES: Duration = Duration::seconds(150);

impl Support {
    /// The button "try again" under a notice that a reply could not be delivered. `callback_query_id` is answered.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retry(
        &self,
        incoming: &Incoming,
        chat: &TelegramChat,
        agent: &Person,
        failed: OutboxId,
        callback_query_id: &str,
    ) -> Result<()> {
        let row = people::record_chat(incoming, chat).await?;
        let lang = agents::language_of(agent);
        let answer = if !agents::include(&incoming.integration, chat, agent) {
            support::agents_only(lang)
        } else {
            match outcome(incoming, row, failed).await? {
                Outcome::SentAgain => support::sent_again(lang),
                Outcome::Already => support::sent_again_already(lang),
                Outcome::Impossible => support::cannot_send_again(lang),
            }
        };
        let params = json!({"callback_query_id": callback_query_id, "text": answer});
        let answer = Outgoing {
            expires_at: Some(incoming.received_at + PRESS_LIVES),
            ..Outgoing::new(incoming.bot, row, "answerCallbackQuery", params)
        };
        accept(&incoming.work, incoming.tenant, answer).await?;
        Ok(())
    }
}

/// What became of a press.
enum Outcome {
    SentAgain,
    Already,
    /// No such failed reply belongs to this chat, or what it said is gone by retention.
    Impossible,
}

async fn outcome(incoming: &Incoming, support_chat: ChatId, failed: OutboxId) -> Result<Outcome> {
    let (tx, tenant, now) = (incoming.work.tx(), incoming.tenant, incoming.work.now);
    let Some((send, lane)) = replays::lock_undelivered(tx, tenant, failed).await? else {
        return Ok(Outcome::Impossible);
    };
    let message = send.message_id.filter(|_| may_go_again(&send, &lane, incoming, support_chat));
    let Some(message) = message else { return Ok(Outcome::Impossible) };
    if replays::is_replayed(tx, &send).await? {
        return Ok(Outcome::Already);
    }
    messages::queue_again(tx, tenant, message, now).await?;
    replays::append(tx, send, &lane, now).await?;
    incoming.work.wake_after_commit(incoming.bot, lane.id);
    Ok(Outcome::SentAgain)
}

/// Whether the send is this bot's, its failure was told in this chat, and its payload is still there.
fn may_go_again(send: &outbox::Model, lane: &lane::Model, incoming: &Incoming, support_chat: ChatId) -> bool {
    let notice = send.on_failure.as_deref().map(serde_json::from_str::<FailureNotice>);
    let told_here = matches!(notice, Some(Ok(notice)) if notice.chat == support_chat);
    told_here && lane.bot_id == incoming.bot && !send.payload.is_empty()
}
