//! Edits, deletes and reactions: amendments of what the bot sends. They join the lane of their target and learn its id at
//! Telegram when they start. A target that still waits is rewritten or taken back in place. One that ended undelivered,
//! or may have, ends its amendments with that reason.

use serde_json::{Map, Value};
use switchboard_store::{
    OutboxId, TenantId, amendments,
    entities::{
        integration::DeliveryPolicy,
        message::MessageStatus,
        outbox::{self, OutboxState},
    },
    outbox::NewOutbox,
    settlement,
};

use super::payload;
use crate::{
    error::{Error, Result},
    work::Work,
};

/// Methods that change a message instead of making one. Done twice they do no harm.
const AMENDMENTS: &[&str] = &[
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "deleteMessage",
    "setMessageReaction",
];

/// What an edit replaces as a whole: left out, it is gone from the message.
const REPLACED: &[(&str, &[&str])] = &[
    ("editMessageText", &["text", "entities", "parse_mode", "link_preview_options", "reply_markup"]),
    (
        "editMessageCaption",
        &["caption", "caption_entities", "parse_mode", "show_caption_above_media", "reply_markup"],
    ),
    ("editMessageReplyMarkup", &["reply_markup"]),
];

/// Whether the method changes a message instead of making one.
pub(super) fn is_amendment(method: &str) -> bool {
    AMENDMENTS.contains(&method)
}

/// Accepts an edit, delete or reaction of an earlier send of the tenant's: `method` with its parameters, without chat and
/// message id. Returns the send to follow: the target itself where it was changed in place. Call it last, as `accept`.
///
/// # Errors
/// `NotFound` for a send that is not there (any more), `BadInput` for a method that changes no message, failures of ours.
pub async fn amend(
    work: &Work,
    tenant: TenantId,
    target: OutboxId,
    method: &'static str,
    params: Map<String, Value>,
) -> Result<OutboxId> {
    if !is_amendment(method) {
        return Err(Error::bad_input("This method changes no message."));
    }
    let found = amendments::lock_target(work.tx(), tenant, target).await?;
    let (row, lane) = found.ok_or_else(|| Error::not_found("There is no such delivery."))?;
    work.wake_after_commit(lane.bot_id, lane.id);
    if row.state == OutboxState::Pending && change_in_place(work, &row, method, &params).await? {
        return Ok(row.id);
    }
    let amendment = NewOutbox {
        tenant,
        lane: lane.id,
        message: None,
        op: method.to_owned(),
        payload: Value::Object(params).to_string(),
        target: Some(row.id),
        policy: DeliveryPolicy::Resend,
        on_failure: None,
        expires_at: None,
        replay_of: None,
        broadcast: None,
        now: work.now,
    };
    Ok(switchboard_store::outbox::insert(work.tx(), amendment).await?)
}

/// Changes a send that has not started; `false` where that is not possible and the amendment must follow it.
async fn change_in_place(
    work: &Work,
    row: &outbox::Model,
    method: &str,
    params: &Map<String, Value>,
) -> Result<bool> {
    // It may have arrived once already: then that message, too, must change.
    if row.ambiguous > 0 {
        return Ok(false);
    }
    if method == "deleteMessage" {
        let (tx, reason) = (work.tx(), Some("deleted"));
        let from = settlement::From::Pending;
        settlement::end(tx, &[row.id], from, OutboxState::Cancelled, reason, work.now).await?;
        if let Some(message) = row.message_id {
            settlement::set_message_status(tx, &[message], MessageStatus::Failed, reason, work.now).await?;
        }
        return Ok(true);
    }
    let Some((_, replaced)) = REPLACED.iter().find(|(edit, _)| *edit == method) else { return Ok(false) };
    // The words of a text and the caption of a picture are different things.
    if (row.op == "sendMessage") == (method == "editMessageCaption") {
        return Ok(false);
    }
    let (stored, is_secret) = (payload::open(work.core(), row)?, payload::is_sealed(row));
    let mut changed: Map<String, Value> =
        stored.into_iter().filter(|(name, _)| !replaced.contains(&name.as_str())).collect();
    changed.extend(params.clone());
    let payload = payload::store(work.core(), row.tenant_id, &Value::Object(changed), is_secret)?;
    amendments::rewrite(work.tx(), row, payload).await?;
    Ok(true)
}

/// Why an amendment whose target is in this state cannot be done.
pub(super) fn why_not(target: Option<OutboxState>) -> &'static str {
    match target {
        Some(OutboxState::Failed) => "target_failed",
        Some(OutboxState::Uncertain) => "target_uncertain",
        Some(OutboxState::Expired) => "target_expired",
        Some(OutboxState::Cancelled) => "target_cancelled",
        Some(OutboxState::Sent | OutboxState::Pending | OutboxState::Sending) | None => "target_not_found",
    }
}
