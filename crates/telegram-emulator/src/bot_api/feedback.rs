//! `answerCallbackQuery`, `setMessageReaction`: what a bot shows in answer to something.

use serde_json::{Value, json};

use super::{Answer, Outcome, Params};
use crate::{error_texts as texts, world::World};

pub(super) fn answer_callback_query(world: &mut World, bot: i64, params: &Params) -> Outcome {
    if params.text("text").chars().count() > 200 {
        return Err(crate::error::ApiError::bad_request("MESSAGE_TOO_LONG"));
    }
    let answer = json!({"text": params.text("text"), "show_alert": params.flag("show_alert"), "url": params.text("url")});
    let query =
        world.answer_query(bot, params.text("callback_query_id"), answer).ok_or(texts::QUERY_TOO_OLD)?;
    if let Some(chat) = world.chats.get_mut(&query.place) {
        chat.version += 1;
    }
    Ok(Answer::done())
}

pub(super) fn set_message_reaction(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let place = world.open_chat(bot, params.text("chat_id"))?;
    let kinds = match params.json("reaction")? {
        None => Vec::new(),
        Some(Value::Array(kinds)) if kinds.len() <= 1 => kinds,
        Some(_) => return Err(texts::REACTION_INVALID.into()),
    };
    let known = |kind: &Value| match kind.get("type").and_then(Value::as_str) {
        Some("emoji") => kind.get("emoji").and_then(Value::as_str).is_some_and(|emoji| !emoji.is_empty()),
        Some("custom_emoji") => true,
        _ => false,
    };
    if !kinds.iter().all(known) {
        return Err(texts::REACTION_INVALID.into());
    }
    if world.react(place, params.int("message_id"), bot, kinds) {
        return Ok(Answer::done());
    }
    Err(texts::REACT_NOT_FOUND.into())
}
