//! `copyMessage`, `copyMessages`, `forwardMessage`, `forwardMessages`: any content, also such that nobody here knows.
//!
//! The plural ones skip what is missing or cannot be copied, and keep albums together under a new group id.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Answer, Outcome, Params, sending, target};
use crate::{
    error::ApiError,
    error_texts::{self as texts, Row},
    world::{Content, Message, NewMessage, Place, World, is_service},
};

/// What belongs to the message and not to its content: not copied, not forwarded.
const OWN: &[&str] = &["has_protected_content", "media_group_id", "effect_id", "quote", "external_reply"];

/// Content that cannot be copied (Bot API, `copyMessage`).
const NOT_COPIED: &[&str] =
    &["paid_media", "giveaway", "giveaway_winners", "giveaway_created", "giveaway_completed", "invoice"];

pub(super) fn copy_message(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let original = source(world, bot, params, texts::COPY_NOT_FOUND)?;
    let mut content = copied(&original).ok_or(texts::CANT_COPY)?;
    // A new caption replaces the old one where the content can have one; texts stay as they are.
    if params.has("caption") && !content.contains_key("text") {
        sending::insert_caption(&mut content, params)?;
    }
    let (_, id) = sending::post(world, bot, params, content)?;
    Ok(Answer::of(json!({"message_id": id})))
}

pub(super) fn forward_message(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let original = source(world, bot, params, texts::FORWARD_NOT_FOUND)?;
    let content = forwarded(world, &original).ok_or(texts::CANT_FORWARD)?;
    sending::send(world, bot, params, content)
}

pub(super) fn copy_messages(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let without_caption = params.flag("remove_caption");
    let copy = |_: &World, original: &Message| {
        let mut content = copied(original)?;
        if without_caption {
            content.remove("caption");
            content.remove("caption_entities");
        }
        Some(content)
    };
    send_all(world, bot, params, copy)
}

pub(super) fn forward_messages(world: &mut World, bot: i64, params: &Params) -> Outcome {
    send_all(world, bot, params, forwarded)
}

fn send_all(
    world: &mut World,
    bot: i64,
    params: &Params,
    make: impl Fn(&World, &Message) -> Option<Content>,
) -> Outcome {
    let ids = message_ids(params)?;
    if ids.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(texts::IDS_NOT_INCREASING.into());
    }
    let from = world.find_chat(bot, params.text("from_chat_id"))?;
    let originals: Vec<&Message> =
        ids.iter().filter_map(|id| world.chats.get(&from)?.messages.get(id)).collect();
    if originals.is_empty() {
        return Err(texts::NOTHING_TO_FORWARD.into());
    }
    let found: Vec<(Option<Value>, Content)> = originals
        .into_iter()
        .filter_map(|original| {
            Some((original.content.get("media_group_id").cloned(), make(world, original)?))
        })
        .collect();
    if found.is_empty() {
        return Err(texts::NONE_FORWARDED.into());
    }
    let target = target::find(world, bot, params, found.len() as u32)?;
    let mut groups: HashMap<String, String> = HashMap::new();
    let mut sent = Vec::new();
    for (group, mut content) in found {
        if let Some(group) = group {
            let new = world.random_group_id();
            let new = groups.entry(group.to_string()).or_insert(new);
            content.insert("media_group_id".into(), json!(new));
        }
        sending::insert_options(&mut content, params, target.place);
        let new = NewMessage { thread: target.thread, ..NewMessage::of(content) };
        sent.push(json!({"message_id": world.post(target.place, bot, new)}));
    }
    Ok(Answer::of(sent))
}

/// The content of a copy; `None` where Telegram makes none.
fn copied(original: &Message) -> Option<Content> {
    let mut content = original.content.clone();
    if is_service(&content) || NOT_COPIED.iter().any(|key| content.contains_key(*key)) {
        return None;
    }
    content.retain(|key, _| !OWN.contains(&key.as_str()) && key != "forward_origin");
    Some(content)
}

fn forwarded(world: &World, original: &Message) -> Option<Content> {
    if is_service(&original.content) || original.content.contains_key("has_protected_content") {
        return None;
    }
    let mut content: Content = original.content.clone();
    content.retain(|key, _| !OWN.contains(&key.as_str()));
    content.insert("forward_origin".into(), world.origin_card(original));
    Some(content)
}

/// `message_ids`: 1-100 of them.
pub(super) fn message_ids(params: &Params) -> Result<Vec<i64>, ApiError> {
    let list = params.json("message_ids")?;
    let list = list.as_ref().ok_or(texts::IDS_MISSING)?.as_array().ok_or(texts::IDS_JSON)?;
    if list.is_empty() {
        return Err(texts::IDS_MISSING.into());
    }
    if list.len() > 100 {
        return Err(texts::TOO_MANY_IDS.into());
    }
    let id = |value: &Value| value.as_i64().or_else(|| value.as_str()?.parse().ok()).filter(|id| *id > 0);
    list.iter().map(|value| id(value).ok_or_else(|| texts::ID_INVALID.into())).collect()
}

/// The message that `from_chat_id` and `message_id` name.
fn source(world: &World, bot: i64, params: &Params, not_found: Row) -> Result<Message, ApiError> {
    let id = params.int("message_id");
    let place: Place = world.find_chat(bot, params.text("from_chat_id"))?;
    let message = world.chats.get(&place).and_then(|chat| chat.messages.get(&id));
    message.cloned().ok_or_else(|| not_found.into())
}
