//! Where a new message goes: the chat, the topic, what it answers, and the budget that it costs.
//!
//! Shared by every sending method. Checked in the real server's order: the chat, the topic, the message to be answered.

use serde_json::{Value, json};

use super::{Params, media};
use crate::{
    error::ApiError,
    error_texts as texts,
    text::Formatted,
    world::{Content, Message, Place, World},
};

pub(super) struct Target {
    pub(super) place: Place,
    pub(super) thread: Option<i64>,
    pub(super) reply_to: Option<i64>,
    /// `quote`, `external_reply`.
    pub(super) extra: Content,
}

/// The place that the arguments name, if the bot may write there; `messages` are taken from its budget.
pub(super) fn find(world: &mut World, bot: i64, params: &Params, messages: u32) -> Result<Target, ApiError> {
    let place = world.open_chat(bot, params.text("chat_id"))?;
    let given = thread(world, place, params)?;
    let mut extra = Content::new();
    let reply_to = reply(world, bot, place, params, &mut extra)?;
    // An answer goes to the topic of what it answers.
    let thread = given.or_else(|| world.chats.get(&place)?.messages.get(&reply_to?)?.thread);
    check_open(world, bot, place, thread)?;
    world.spend(bot, place, messages, params.flag("allow_paid_broadcast"))?;
    Ok(Target { place, thread, reply_to, extra })
}

/// `message_thread_id`. In private chats it is ignored; General has no id.
pub(super) fn thread(world: &World, place: Place, params: &Params) -> Result<Option<i64>, ApiError> {
    let id = params.int("message_thread_id");
    if id == 0 || matches!(place, Place::Private { .. }) {
        return Ok(None);
    }
    let known = world.chats.get(&place).is_some_and(|chat| chat.topics.contains_key(&id));
    if known { Ok(Some(id)) } else { Err(texts::THREAD_NOT_FOUND.into()) }
}

/// In a closed topic only those write who manage topics.
pub(super) fn check_open(world: &World, bot: i64, place: Place, thread: Option<i64>) -> Result<(), ApiError> {
    let Some(chat) = world.chats.get(&place) else { return Ok(()) };
    if chat.is_closed(thread) && !chat.can(bot, "can_manage_topics") {
        return Err(texts::TOPIC_CLOSED.into());
    }
    Ok(())
}

/// `reply_parameters`, or its two older forms.
fn reply(
    world: &World,
    bot: i64,
    place: Place,
    params: &Params,
    extra: &mut Content,
) -> Result<Option<i64>, ApiError> {
    let given = params.json("reply_parameters")?;
    let fields = match &given {
        Some(Value::Object(fields)) => media::fields(fields),
        _ => {
            let mut fields = Params::default();
            fields.insert("message_id", params.text("reply_to_message_id"));
            fields.insert("allow_sending_without_reply", params.text("allow_sending_without_reply"));
            fields
        }
    };
    let id = fields.int("message_id");
    if id == 0 {
        return Ok(None);
    }
    let other = match fields.text("chat_id") {
        "" => place,
        chat_id => world.find_chat(bot, chat_id)?,
    };
    let Some(message) = world.chats.get(&other).and_then(|chat| chat.messages.get(&id)) else {
        return if fields.flag("allow_sending_without_reply") {
            Ok(None)
        } else {
            Err(texts::REPLY_NOT_FOUND.into())
        };
    };
    quote(message, &fields, extra)?;
    if other == place {
        return Ok(Some(id));
    }
    let chat = world.chats.get(&other).map(|chat| world.chat_card(chat));
    let mut external = json!({"origin": world.origin_card(message), "chat": chat, "message_id": id});
    for key in media::KEYS {
        if let Some(value) = message.content.get(*key) {
            external[*key] = value.clone();
        }
    }
    extra.insert("external_reply".into(), external);
    Ok(None)
}

/// `ReplyParameters.quote`: a part of the answered text, word for word.
fn quote(message: &Message, fields: &Params, extra: &mut Content) -> Result<(), ApiError> {
    if fields.text("quote").is_empty() {
        return Ok(());
    }
    let entities = fields.json("quote_entities")?;
    let quote = Formatted::parse(fields.text("quote"), fields.text("quote_parse_mode"), entities.as_ref())?;
    let content = &message.content;
    let whole = content.get("text").or_else(|| content.get("caption")).and_then(Value::as_str);
    let whole = whole.unwrap_or_default();
    let at = whole.find(&quote.text).filter(|_| !quote.text.is_empty() && quote.utf16_len() <= 1024);
    let at = at.ok_or(texts::QUOTE_INVALID)?;
    let position = crate::text::utf16_len(&whole[..at]);
    let mut value = json!({"text": quote.text, "position": position, "is_manual": true});
    if !quote.entities.is_empty() {
        value["entities"] = json!(quote.values());
    }
    extra.insert("quote".into(), value);
    Ok(())
}
