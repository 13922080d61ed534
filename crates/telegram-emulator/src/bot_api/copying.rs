//! `copyMessage`, `forwardMessage`: any content, also such that nobody here knows.

use serde_json::{Value, json};

use super::{Answer, Outcome, Params, sending};
use crate::{
    error::ApiError,
    error_texts::{self as texts, Row},
    world::{Content, Message, World, is_service},
};

/// What belongs to the message and not to its content: not copied, not forwarded.
const OWN: &[&str] = &[
    "has_protected_content",
    "media_group_id",
    "effect_id",
    "quote",
    "message_thread_id",
    "is_topic_message",
];

/// Content that cannot be copied (Bot API, `copyMessage`).
const NOT_COPIED: &[&str] =
    &["paid_media", "giveaway", "giveaway_winners", "giveaway_created", "giveaway_completed", "invoice"];

pub(super) fn copy_message(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let original = source(world, bot, params, texts::COPY_NOT_FOUND)?;
    let mut content = original.content;
    if is_service(&content) || NOT_COPIED.iter().any(|key| content.contains_key(*key)) {
        return Err(texts::CANT_COPY.into());
    }
    content.retain(|key, _| !OWN.contains(&key.as_str()) && key != "forward_origin");
    // A new caption replaces the old one where the content can have one; texts stay as they are.
    if params.has("caption") && !content.contains_key("text") {
        sending::insert_caption(&mut content, params)?;
    }
    let (_, id) = sending::post(world, bot, params, content)?;
    Ok(Answer::of(json!({"message_id": id})))
}

pub(super) fn forward_message(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let original = source(world, bot, params, texts::FORWARD_NOT_FOUND)?;
    if is_service(&original.content) || original.content.contains_key("has_protected_content") {
        return Err(texts::CANT_FORWARD.into());
    }
    let origin = original.content.get("forward_origin").cloned().unwrap_or_else(|| origin(world, &original));
    let mut content: Content = original.content;
    content.retain(|key, _| !OWN.contains(&key.as_str()));
    content.insert("forward_origin".into(), origin);
    sending::send(world, bot, params, content)
}

fn origin(world: &World, original: &Message) -> Value {
    match world.user(original.from) {
        Ok(user) if user.hides_forwards => {
            json!({"type": "hidden_user", "date": original.date, "sender_user_name": user.full_name()})
        }
        _ => json!({"type": "user", "date": original.date, "sender_user": world.account_card(original.from)}),
    }
}

/// The message that `from_chat_id` and `message_id` name.
fn source(world: &World, bot: i64, params: &Params, not_found: Row) -> Result<Message, ApiError> {
    let id = params.int("message_id");
    if id <= 0 {
        return Err(texts::MESSAGE_ID_MISSING.into());
    }
    let place = world.find_chat(bot, params.text("from_chat_id"))?;
    let message = world.chats.get(&place).and_then(|chat| chat.messages.get(&id));
    message.cloned().ok_or_else(|| not_found.into())
}
