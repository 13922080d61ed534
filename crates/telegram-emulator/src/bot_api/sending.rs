//! `sendMessage`, `sendChatAction`, and what every sending method shares: the chat, the reply, the options.

use serde_json::{Value, json};

use super::{Answer, Outcome, Params, markup, target};
use crate::{
    error::ApiError,
    error_texts as texts,
    text::Formatted,
    world::{Content, NewMessage, Place, World},
};

/// Bot API, `sendMessage`: "1-4096 characters after entities parsing", in UTF-16 units.
pub(super) const MAX_TEXT: usize = 4096;
/// Bot API: captions, "0-1024 characters after entities parsing".
const MAX_CAPTION: usize = 1024;
/// How long a chat shows an action (Bot API, `sendChatAction`).
const ACTION_MS: i64 = 5_000;

const ACTIONS: &[&str] = &[
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "record_audio",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

pub(super) fn send_message(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let formatted = text(params, texts::TEXT_TOO_LONG.into())?;
    let mut content = Content::new();
    insert_formatted(&mut content, "text", "entities", &formatted);
    if let Some(options) = params.json("link_preview_options")? {
        content.insert("link_preview_options".into(), options);
    }
    send(world, bot, params, content)
}

pub(super) fn send_chat_action(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let action = params.text("action").to_lowercase();
    if !ACTIONS.contains(&action.as_str()) {
        return Err(texts::ACTION_WRONG.into());
    }
    let place = world.open_chat(bot, params.text("chat_id"))?;
    target::thread(world, place, params)?;
    let until = world.clock.now_ms() + ACTION_MS;
    if let Some(chat) = world.chats.get_mut(&place) {
        chat.action = Some((bot, action, until));
        chat.version += 1;
    }
    Ok(Answer::done())
}

/// The `text` argument, parsed and of a length that Telegram takes.
pub(super) fn text(params: &Params, too_long: ApiError) -> Result<Formatted, ApiError> {
    let given = params.text("text");
    if given.is_empty() {
        return Err(texts::TEXT_EMPTY.into());
    }
    let formatted = Formatted::parse(given, params.text("parse_mode"), params.json("entities")?.as_ref())?;
    if formatted.text.is_empty() {
        return Err(texts::TEXT_BLANK.into());
    }
    if formatted.utf16_len() > MAX_TEXT {
        return Err(too_long);
    }
    Ok(formatted)
}

/// Puts the `caption` arguments into `content`.
pub(super) fn insert_caption(content: &mut Content, params: &Params) -> Result<(), ApiError> {
    let entities = params.json("caption_entities")?;
    let formatted = Formatted::parse(params.text("caption"), params.text("parse_mode"), entities.as_ref())?;
    if formatted.utf16_len() > MAX_CAPTION {
        return Err(texts::CAPTION_TOO_LONG.into());
    }
    content.remove("caption");
    content.remove("caption_entities");
    if !formatted.text.is_empty() {
        insert_formatted(content, "caption", "caption_entities", &formatted);
    }
    if params.flag("show_caption_above_media") {
        content.insert("show_caption_above_media".into(), json!(true));
    }
    Ok(())
}

pub(super) fn insert_formatted(content: &mut Content, text: &str, entities: &str, formatted: &Formatted) {
    content.insert(text.into(), json!(formatted.text));
    if formatted.entities.is_empty() {
        content.remove(entities);
    } else {
        content.insert(entities.into(), json!(formatted.values()));
    }
}

/// Sends `content` where the arguments say, as a new message of the bot; answers with the message.
pub(super) fn send(world: &mut World, bot: i64, params: &Params, content: Content) -> Outcome {
    let (place, id) = post(world, bot, params, content)?;
    Ok(Answer::of(world.message_json(place, id).unwrap_or(Value::Null)))
}

/// As [`send`], for methods that answer something else.
pub(super) fn post(
    world: &mut World,
    bot: i64,
    params: &Params,
    mut content: Content,
) -> Result<(Place, i64), ApiError> {
    let reply_markup = markup::reply_markup(params)?;
    let target = target::find(world, bot, params, 1)?;
    insert_options(&mut content, params, target.place);
    content.extend(target.extra);
    let (thread, reply_to) = (target.thread, target.reply_to);
    let id = world.post(target.place, bot, NewMessage { reply_to, thread, content, reply_markup });
    Ok((target.place, id))
}

/// `protect_content` and `message_effect_id`, which show in the message.
pub(super) fn insert_options(content: &mut Content, params: &Params, place: Place) {
    if params.flag("protect_content") {
        content.insert("has_protected_content".into(), json!(true));
    }
    if params.has("message_effect_id") && matches!(place, Place::Private { .. }) {
        content.insert("effect_id".into(), json!(params.text("message_effect_id")));
    }
}
