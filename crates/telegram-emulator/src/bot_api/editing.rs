//! `editMessageText`, `editMessageReplyMarkup`, `deleteMessage`.

use serde_json::Value;

use super::{Answer, Outcome, Params, markup, sending};
use crate::{
    error::ApiError,
    error_texts::{self as texts, Row},
    world::{Message, Place, World, is_service},
};

/// Messages of the last 48 hours can be deleted for everyone (Bot API, `deleteMessage`).
const DELETABLE_SECONDS: i64 = 48 * 3600;

pub(super) fn edit_message_text(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let formatted = sending::text(params, texts::EDIT_TOO_LONG.into())?;
    let markup = markup::reply_markup(params)?;
    let (place, message) = own_message(world, bot, params)?;
    if !message.content.contains_key("text") {
        return Err(texts::NO_TEXT_TO_EDIT.into());
    }
    let mut content = message.content.clone();
    sending::insert_formatted(&mut content, "text", "entities", &formatted);
    if let Some(options) = params.json("link_preview_options")? {
        content.insert("link_preview_options".into(), options);
    }
    if content == message.content && markup == message.reply_markup {
        return Err(texts::NOT_MODIFIED.into());
    }
    world.spend(bot, place)?;
    world.change(place, message.id, content, markup);
    Ok(Answer::of(world.message_json(place, message.id).unwrap_or(Value::Null)))
}

pub(super) fn edit_message_reply_markup(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let markup = markup::reply_markup(params)?;
    let (place, message) = own_message(world, bot, params)?;
    if markup == message.reply_markup {
        return Err(texts::NOT_MODIFIED.into());
    }
    world.spend(bot, place)?;
    world.change(place, message.id, message.content, markup);
    Ok(Answer::of(world.message_json(place, message.id).unwrap_or(Value::Null)))
}

pub(super) fn delete_message(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let (place, message) = message(world, bot, params, texts::DELETE_NOT_FOUND)?;
    let is_admin = world.chats.get(&place).is_some_and(|chat| chat.status(bot).is_admin());
    let allowed = match place {
        Place::Private { .. } => !is_service(&message.content),
        Place::Group(_) => message.from == bot || is_admin,
    };
    if !allowed {
        return Err(texts::CANT_DELETE.into());
    }
    if world.clock.now() - message.date > DELETABLE_SECONDS && !is_admin {
        return Err(texts::CANT_DELETE_FOR_EVERYONE.into());
    }
    world.remove(place, message.id);
    Ok(Answer::done())
}

fn own_message(world: &World, bot: i64, params: &Params) -> Result<(Place, Message), ApiError> {
    let (place, message) = message(world, bot, params, texts::EDIT_NOT_FOUND)?;
    if message.from != bot || is_service(&message.content) || message.content.contains_key("forward_origin") {
        return Err(texts::CANT_EDIT.into());
    }
    Ok((place, message))
}

/// The message that `chat_id` and `message_id` name. Private chats are looked into even if the user blocked the bot.
fn message(world: &World, bot: i64, params: &Params, not_found: Row) -> Result<(Place, Message), ApiError> {
    let id = params.int("message_id");
    if id <= 0 {
        return Err(texts::MESSAGE_ID_MISSING.into());
    }
    let place = match world.find_chat(bot, params.text("chat_id"))? {
        place @ Place::Private { .. } => place,
        Place::Group(_) => world.open_chat(bot, params.text("chat_id"))?,
    };
    let message = world.chats.get(&place).and_then(|chat| chat.messages.get(&id)).cloned();
    message.map(|message| (place, message)).ok_or_else(|| not_found.into())
}
