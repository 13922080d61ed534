//! `editMessageText`, `editMessageCaption`, `editMessageMedia`, `editMessageReplyMarkup`; `deleteMessage`,
//! `deleteMessages`. Edits share the budget with sends.

use serde_json::Value;

use super::{Answer, Outcome, Params, albums, copying, markup, media, sending};
use crate::{
    error::ApiError,
    error_texts::{self as texts, Row},
    world::{Content, Message, Place, World, is_service},
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
    replace(world, bot, place, &message, content, markup)
}

pub(super) fn edit_message_caption(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let markup = markup::reply_markup(params)?;
    let (place, message) = own_message(world, bot, params)?;
    let captioned = ["photo", "document", "video", "audio", "voice", "animation", "paid_media"];
    if !captioned.iter().any(|kind| message.content.contains_key(*kind)) {
        return Err(texts::NO_CAPTION_TO_EDIT.into());
    }
    let mut content = message.content.clone();
    content.remove("show_caption_above_media");
    sending::insert_caption(&mut content, params)?;
    replace(world, bot, place, &message, content, markup)
}

pub(super) fn edit_message_media(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let markup = markup::reply_markup(params)?;
    let item = params.json("media")?.ok_or(texts::MEDIA_MISSING)?;
    if !item.is_object() {
        return Err(texts::MEDIA_NOT_OBJECT.into());
    }
    let kind = item.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    if !["photo", "document", "video", "audio", "animation"].contains(&kind.as_str()) {
        return Err(albums::unsupported(&kind));
    }
    let (place, message) = own_message(world, bot, params)?;
    let has_media = media::KEYS.iter().any(|key| message.content.contains_key(*key));
    if !has_media && !message.content.contains_key("text") {
        return Err(texts::MEDIA_CANT_EDIT.into());
    }
    let mut content = albums::input_media(world, &item, &kind, params)?;
    if let Some(group) = message.content.get("media_group_id") {
        content.insert("media_group_id".into(), group.clone());
    }
    replace(world, bot, place, &message, content, markup)
}

fn replace(
    world: &mut World,
    bot: i64,
    place: Place,
    message: &Message,
    content: Content,
    markup: Option<Value>,
) -> Outcome {
    if content == message.content && markup == message.reply_markup {
        return Err(texts::NOT_MODIFIED.into());
    }
    world.spend(bot, place, 1, false)?;
    world.change(place, message.id, content, markup);
    Ok(Answer::of(world.message_json(place, message.id).unwrap_or(Value::Null)))
}

pub(super) fn edit_message_reply_markup(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let markup = markup::reply_markup(params)?;
    let (place, message) = own_message(world, bot, params)?;
    replace(world, bot, place, &message, message.content.clone(), markup)
}

pub(super) fn delete_message(world: &mut World, bot: i64, params: &Params) -> Outcome {
    if params.int("message_id") == 0 {
        return Err(texts::MESSAGE_ID_MISSING.into());
    }
    let (place, message) = message(world, bot, params, texts::DELETE_NOT_FOUND)?;
    check_deletable(world, bot, place, &message)?;
    world.remove(place, message.id);
    Ok(Answer::done())
}

/// Missing messages are skipped (Bot API, `deleteMessages`).
pub(super) fn delete_messages(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let ids = copying::message_ids(params)?;
    let place = editing_place(world, bot, params)?;
    let found: Vec<Message> = match world.chats.get(&place) {
        Some(chat) => ids.iter().filter_map(|id| chat.messages.get(id).cloned()).collect(),
        None => Vec::new(),
    };
    for message in &found {
        check_deletable(world, bot, place, message)?;
    }
    for message in &found {
        world.remove(place, message.id);
    }
    Ok(Answer::done())
}

fn check_deletable(world: &World, bot: i64, place: Place, message: &Message) -> Result<(), ApiError> {
    let is_admin = world.chats.get(&place).is_some_and(|chat| chat.can(bot, "can_delete_messages"));
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
    Ok(())
}

fn own_message(world: &World, bot: i64, params: &Params) -> Result<(Place, Message), ApiError> {
    if params.text("chat_id").is_empty() && params.int("message_id") == 0 {
        return Err(texts::MESSAGE_ID_MISSING.into());
    }
    let (place, message) = message(world, bot, params, texts::EDIT_NOT_FOUND)?;
    if message.from != bot || is_service(&message.content) || message.content.contains_key("forward_origin") {
        return Err(texts::CANT_EDIT.into());
    }
    Ok((place, message))
}

/// The message that `chat_id` and `message_id` name. Private chats are looked into even if the user blocked the bot.
fn message(world: &World, bot: i64, params: &Params, not_found: Row) -> Result<(Place, Message), ApiError> {
    let id = params.int("message_id");
    let place = editing_place(world, bot, params)?;
    let message = world.chats.get(&place).and_then(|chat| chat.messages.get(&id)).cloned();
    message.map(|message| (place, message)).ok_or_else(|| not_found.into())
}

fn editing_place(world: &World, bot: i64, params: &Params) -> Result<Place, ApiError> {
    match world.find_chat(bot, params.text("chat_id"))? {
        place @ Place::Private { .. } => Ok(place),
        Place::Group(_) => world.open_chat(bot, params.text("chat_id")),
    }
}
