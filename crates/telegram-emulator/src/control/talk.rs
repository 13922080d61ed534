//! Writing, editing, pressing, blocking: what a person does in a chat.

use std::{sync::Arc, time::Duration};

use axum::{Json, extract::State};
use base64::Engine as _;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    Body, Refusal, Reply,
    names::{self, Name, Seat},
    sim,
};
use crate::{
    core::Core,
    sim::{Draft, Phone, Seen},
};

/// After the first answer of a bot, how long to listen for another one.
const SETTLE: Duration = Duration::from_millis(400);
/// The longest wait, in seconds.
const MAX_WAIT: f64 = 300.0;

#[derive(Deserialize)]
pub(super) struct SayRequest {
    #[serde(flatten)]
    seat: Seat,
    text: String,
    reply_to: Option<i64>,
    #[serde(default)]
    reply_to_last: bool,
    wait: Option<f64>,
}

/// `POST /_sim/say`: a text; with `wait` the answer also holds what bots wrote next in this chat. It holds nothing else
/// with long numbers in it, so that a code can be fished out by `grep`.
pub(super) async fn say(State(core): State<Arc<Core>>, Body(request): Body<SayRequest>) -> Reply {
    let phone = phone(&core, &request.seat)?;
    let mut draft = Draft::text(request.text);
    draft.reply_to = match (request.reply_to, request.reply_to_last) {
        (Some(id), _) => Some(id),
        (None, true) => {
            let last = phone.last_from_bot().ok_or_else(|| Refusal::bad("no bot wrote in this chat yet"))?;
            Some(last.message_id)
        }
        (None, false) => None,
    };
    let sent = phone.send(draft)?;
    let Some(seconds) = request.wait else { return Ok(Json(json!({"message_id": sent}))) };
    let messages: Vec<Value> = answers(&phone, sent, wait_time(seconds)).await.iter().map(brief).collect();
    Ok(Json(json!({"message_id": sent, "messages": messages})))
}

#[derive(Deserialize)]
pub(super) struct SendRequest {
    #[serde(flatten)]
    seat: Seat,
    /// `text`, `photo`, …; needed unless `raw` is given.
    kind: Option<String>,
    text: Option<String>,
    caption: Option<String>,
    entities: Option<Value>,
    file_name: Option<String>,
    emoji: Option<String>,
    raw: Option<Value>,
    reply_to: Option<i64>,
    /// The file itself, as base64; made up without it.
    content: Option<String>,
}

impl SendRequest {
    fn draft(&self) -> Result<Draft, Refusal> {
        let mut draft = match (self.kind.as_deref(), &self.text) {
            (None | Some("text"), Some(text)) => Draft::text(text),
            (Some("text") | None, None) if self.raw.is_none() => {
                return Err(Refusal::bad("there is no text"));
            }
            (None | Some("text"), None) => Draft::default(),
            (Some("document"), _) => Draft::document(self.file_name.as_deref().unwrap_or("document.pdf")),
            (Some("sticker"), _) => Draft::sticker(self.emoji.as_deref().unwrap_or("🙂")),
            (Some(kind), _) => Draft::kind(kind),
        };
        if let (Some(kind), Some(content)) = (self.kind.as_deref(), &self.content) {
            let bytes = base64::engine::general_purpose::STANDARD.decode(content).map_err(Refusal::bad)?;
            draft = Draft::file(kind, self.file_name.as_deref().unwrap_or("file"), bytes);
        }
        if let Some(caption) = &self.caption {
            draft = draft.caption(caption);
        }
        if let Some(entities) = &self.entities {
            draft = draft.entities(entities.clone());
        }
        if let Some(raw) = &self.raw {
            draft = draft.with(raw.clone());
        }
        draft.reply_to = self.reply_to;
        Ok(draft)
    }
}

/// `POST /_sim/send`: any content.
pub(super) async fn send(State(core): State<Arc<Core>>, Body(request): Body<SendRequest>) -> Reply {
    let id = phone(&core, &request.seat)?.send(request.draft()?)?;
    Ok(Json(json!({"message_id": id})))
}

#[derive(Deserialize)]
pub(super) struct AlbumRequest {
    #[serde(flatten)]
    seat: Seat,
    /// Kinds; the first item may have a caption.
    items: Vec<String>,
    caption: Option<String>,
}

/// `POST /_sim/album`: made-up media of these kinds as one album.
pub(super) async fn album(State(core): State<Arc<Core>>, Body(request): Body<AlbumRequest>) -> Reply {
    let mut drafts: Vec<Draft> = request.items.iter().map(|kind| Draft::kind(kind)).collect();
    if let (Some(first), Some(caption)) = (drafts.first_mut(), request.caption) {
        *first = first.clone().caption(caption);
    }
    let ids = phone(&core, &request.seat)?.album(drafts)?;
    Ok(Json(json!({"message_ids": ids})))
}

#[derive(Deserialize)]
pub(super) struct ReactRequest {
    #[serde(flatten)]
    seat: Seat,
    message_id: i64,
    /// None takes the reaction back.
    #[serde(default)]
    emoji: Vec<String>,
}

/// `POST /_sim/react`
pub(super) async fn react(State(core): State<Arc<Core>>, Body(request): Body<ReactRequest>) -> Reply {
    let emoji: Vec<&str> = request.emoji.iter().map(String::as_str).collect();
    phone(&core, &request.seat)?.react(request.message_id, &emoji)?;
    Ok(Json(json!({"ok": true})))
}

/// `POST /_sim/pin`
pub(super) async fn pin(State(core): State<Arc<Core>>, Body(request): Body<MessageRequest>) -> Reply {
    phone(&core, &request.seat)?.pin(request.message_id)?;
    Ok(Json(json!({"ok": true})))
}

#[derive(Deserialize)]
pub(super) struct EditRequest {
    message_id: i64,
    #[serde(flatten)]
    new: SendRequest,
}

/// `POST /_sim/edit`: replaces an own message's content.
pub(super) async fn edit(State(core): State<Arc<Core>>, Body(request): Body<EditRequest>) -> Reply {
    phone(&core, &request.new.seat)?.edit(request.message_id, request.new.draft()?)?;
    Ok(Json(json!({"ok": true})))
}

#[derive(Deserialize)]
pub(super) struct MessageRequest {
    #[serde(flatten)]
    seat: Seat,
    message_id: i64,
}

/// `POST /_sim/delete`
pub(super) async fn remove(State(core): State<Arc<Core>>, Body(request): Body<MessageRequest>) -> Reply {
    phone(&core, &request.seat)?.delete(request.message_id)?;
    Ok(Json(json!({"ok": true})))
}

#[derive(Deserialize)]
pub(super) struct PressRequest {
    #[serde(flatten)]
    seat: Seat,
    message_id: Option<i64>,
    button: String,
    wait: Option<f64>,
}

/// `POST /_sim/press`: by the button's text or data, on the given message or the newest one that has it; with `wait` the
/// answer holds what the bot answered to the query.
pub(super) async fn press(State(core): State<Arc<Core>>, Body(request): Body<PressRequest>) -> Reply {
    let phone = phone(&core, &request.seat)?;
    let has_button = |seen: &Seen| seen.button(&request.button).is_some();
    let message = request
        .message_id
        .or_else(|| phone.messages().into_iter().rfind(has_button).map(|seen| seen.message_id))
        .ok_or_else(|| Refusal::bad("no message has this button"))?;
    let query = phone.press(message, &request.button)?;
    let Some(seconds) = request.wait else { return Ok(Json(json!({"message_id": message, "query": query}))) };
    let answer = sim(core).wait_for(wait_time(seconds), |sim| sim.callback_answer(&query)).await;
    Ok(Json(
        json!({"message_id": message, "answered": answer.is_some(), "answer": answer.unwrap_or_default()}),
    ))
}

/// `POST /_sim/block`
pub(super) async fn block(State(core): State<Arc<Core>>, Body(seat): Body<Seat>) -> Reply {
    phone(&core, &seat)?.block()?;
    Ok(Json(json!({"ok": true})))
}

/// `POST /_sim/unblock`
pub(super) async fn unblock(State(core): State<Arc<Core>>, Body(seat): Body<Seat>) -> Reply {
    phone(&core, &seat)?.unblock()?;
    Ok(Json(json!({"ok": true})))
}

#[derive(Deserialize)]
pub(super) struct UpdateRequest {
    bot: Option<Name>,
    update: Value,
}

/// `POST /_sim/raw-update`: queues an update as it is.
pub(super) async fn raw_update(State(core): State<Arc<Core>>, Body(request): Body<UpdateRequest>) -> Reply {
    let bot = core.read(|world| names::bot(world, request.bot.as_ref()))?;
    Ok(Json(json!({"update_id": sim(core).raw_update(bot, request.update)?})))
}

pub(super) fn phone(core: &Arc<Core>, seat: &Seat) -> Result<Phone, Refusal> {
    let (user, place) = seat.find(core)?;
    let phone = Phone::new(sim(core.clone()), user, place);
    Ok(seat.thread.map_or_else(|| phone.clone(), |thread| phone.in_topic(thread)))
}

pub(super) fn wait_time(seconds: f64) -> Duration {
    Duration::from_secs_f64(if seconds.is_finite() { seconds.clamp(0.0, MAX_WAIT) } else { 0.0 })
}

/// What bots write after message `after`: the first answer within `timeout`, and what follows it closely.
pub(super) async fn answers(phone: &Phone, after: i64, timeout: Duration) -> Vec<Seen> {
    let deadline = Instant::now() + timeout;
    let mut last = after;
    let mut pause = timeout;
    while let Some(seen) = phone.wait_for_bot(last, pause).await {
        last = seen.message_id;
        pause = SETTLE.min(deadline.saturating_duration_since(Instant::now()));
    }
    phone.messages().into_iter().filter(|seen| seen.message_id > after && seen.is_from_bot()).collect()
}

fn brief(seen: &Seen) -> Value {
    let rows = &seen.buttons;
    let buttons: Vec<Vec<&str>> =
        rows.iter().map(|row| row.iter().map(|b| b.text.as_str()).collect()).collect();
    let mut brief = json!({"message_id": seen.message_id, "kind": seen.kind, "text": seen.text});
    if !buttons.is_empty() {
        brief["buttons"] = json!(buttons);
    }
    if let Some(id) = seen.reply_to {
        brief["reply_to"] = json!(id);
    }
    brief
}
