//! A send that ends undelivered: in its row, in the message's status, and where the agent works.

use serde_json::json;
use switchboard_store::{
    dispatch,
    entities::{
        message::MessageStatus,
        outbox::{self, OutboxState},
    },
    settlement::{self, From},
};

use super::accept::{Class, FailureNotice, Outgoing, accept};
use crate::{
    error::Result,
    texts::{Lang, support},
    work::Work,
};

/// Ends a send undelivered: in its row, in the message's status, and where the agent works.
pub(super) async fn write_over(
    work: &Work,
    row: &outbox::Model,
    from: From,
    state: OutboxState,
    reason: &str,
) -> Result<bool> {
    if settlement::end(work.tx(), &[row.id], from, state, Some(reason), work.now).await?.is_empty() {
        return Ok(false);
    }
    let status =
        if state == OutboxState::Uncertain { MessageStatus::Uncertain } else { MessageStatus::Failed };
    if let Some(message) = row.message_id {
        settlement::set_message_status(work.tx(), &[message], status, Some(reason), work.now).await?;
    }
    tracing::info!(outbox = row.id, ?state, reason, "send ended undelivered");
    notify_agent(work, row, reason).await?;
    Ok(true)
}

async fn notify_agent(work: &Work, row: &outbox::Model, reason: &str) -> Result<()> {
    let notice = row.on_failure.as_deref().and_then(|text| serde_json::from_str::<FailureNotice>(text).ok());
    let Some(notice) = notice else { return Ok(()) };
    let Some(bot) = dispatch::bot_of_lane(work.tx(), row.lane_id).await? else { return Ok(()) };
    let lang = Lang::from_code(Some(&notice.language));
    let button =
        json!({ "text": support::try_again_button(lang), "callback_data": format!("retry:{}", row.id) });
    let params = json!({
        "text": support::undelivered(lang, reason),
        "reply_parameters": { "message_id": notice.reply_to_message_id, "allow_sending_without_reply": true },
        "reply_markup": { "inline_keyboard": [[button]] },
    });
    let outgoing =
        Outgoing { class: Class::Answer, ..Outgoing::new(bot, notice.chat, "sendMessage", params) };
    accept(work, row.tenant_id, outgoing).await?;
    Ok(())
}
