//! Forum topics: `createForumTopic`, `editForumTopic`, `closeForumTopic`, `reopenForumTopic`, `deleteForumTopic`, and
//! `getForumTopicIconStickers`. Opening one costs as much as a message (tdlib/td issue 2592).

use serde_json::{Value, json};

use super::{Answer, Outcome, Params};
use crate::{
    error::ApiError,
    error_texts::{self as texts, Row},
    world::{COLOURS, Place, Topic, World},
};

/// Bot API, `createForumTopic.name`: 1-128 characters.
const MAX_NAME: usize = 128;

/// Some of the icons that everybody may use: emoji and its custom emoji's id.
const ICONS: &[(&str, &str)] = &[
    ("📰", "5434144690511290129"),
    ("💡", "5312536423851630001"),
    ("⚡️", "5312016608254762256"),
    ("🎙", "5377544228505134960"),
    ("📝", "5373251851074415873"),
    ("💬", "5417915203100613993"),
];

/// The forum that `chat_id` names. Topics of private chats are not emulated.
pub(super) fn forum(world: &World, bot: i64, params: &Params) -> Result<i64, ApiError> {
    match world.open_chat(bot, params.text("chat_id"))? {
        place @ Place::Group(id) if world.chats.get(&place).is_some_and(|chat| chat.forum) => Ok(id),
        _ => Err(texts::NOT_A_FORUM.into()),
    }
}

pub(super) fn check_right(
    world: &World,
    bot: i64,
    group: i64,
    right: &str,
    refusal: Row,
) -> Result<(), ApiError> {
    let may = world.chats.get(&Place::Group(group)).is_some_and(|chat| chat.can(bot, right));
    if may { Ok(()) } else { Err(refusal.into()) }
}

pub(super) fn create_forum_topic(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let name: String = params.text("name").trim().chars().take(MAX_NAME).collect();
    let group = forum(world, bot, params)?;
    check_right(world, bot, group, "can_manage_topics", texts::CANT_CREATE_TOPIC)?;
    if name.is_empty() {
        return Err(texts::TOPIC_NAME_EMPTY.into());
    }
    let icon_color = match params.int("icon_color") {
        0 => COLOURS[0],
        colour if COLOURS.contains(&colour) => colour,
        _ => return Err(texts::TOPIC_COLOUR.into()),
    };
    world.spend(bot, Place::Group(group), 1, false)?;
    let icon = params.text("icon_custom_emoji_id").to_owned();
    let icon_custom_emoji_id = (!icon.is_empty()).then_some(icon);
    let topic = Topic { id: 0, name, icon_color, icon_custom_emoji_id, creator: bot, closed: false };
    let id = world.create_topic(group, bot, topic);
    let chat = world.chats.get(&Place::Group(group));
    Ok(Answer::of(chat.and_then(|chat| chat.topics.get(&id)).map(Topic::card).unwrap_or(Value::Null)))
}

pub(super) fn edit_forum_topic(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let (group, thread) = own_topic(world, bot, params, "can_manage_topics", texts::CANT_EDIT_TOPIC)?;
    let name: String = params.text("name").trim().chars().take(MAX_NAME).collect();
    let icon = params.has("icon_custom_emoji_id").then(|| params.text("icon_custom_emoji_id").to_owned());
    world.edit_topic(group, bot, thread, (!name.is_empty()).then_some(name), icon)?;
    Ok(Answer::done())
}

pub(super) fn close_forum_topic(world: &mut World, bot: i64, params: &Params) -> Outcome {
    set_closed(world, bot, params, true)
}

pub(super) fn reopen_forum_topic(world: &mut World, bot: i64, params: &Params) -> Outcome {
    set_closed(world, bot, params, false)
}

fn set_closed(world: &mut World, bot: i64, params: &Params, closed: bool) -> Outcome {
    let (group, thread) = own_topic(world, bot, params, "can_manage_topics", texts::CANT_CLOSE_TOPIC)?;
    world.set_topic_closed(group, bot, thread, closed)?;
    Ok(Answer::done())
}

pub(super) fn delete_forum_topic(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let (group, thread) = own_topic(world, bot, params, "can_delete_messages", texts::CANT_DELETE_TOPIC)?;
    world.delete_topic(group, thread)?;
    Ok(Answer::done())
}

pub(super) fn get_forum_topic_icon_stickers(_: &mut World, _: i64, _: &Params) -> Outcome {
    let stickers: Vec<Value> = ICONS
        .iter()
        .map(|(emoji, id)| {
            json!({"file_id": format!("CAACAgQAAxUAAW{id}"), "file_unique_id": format!("AgAD{id}"),
                "type": "custom_emoji", "width": 512, "height": 512, "is_animated": true, "is_video": false,
                "emoji": emoji, "set_name": "Topics", "custom_emoji_id": id, "file_size": 5_600})
        })
        .collect();
    Ok(Answer::of(stickers))
}

/// The topic that the arguments name, if the bot opened it or has the right to change others' topics too.
fn own_topic(
    world: &World,
    bot: i64,
    params: &Params,
    right: &str,
    refusal: Row,
) -> Result<(i64, i64), ApiError> {
    let group = forum(world, bot, params)?;
    let thread = params.int("message_thread_id");
    if thread <= 0 {
        return Err(texts::THREAD_INVALID.into());
    }
    let chat = world.chats.get(&Place::Group(group));
    let opened = chat.and_then(|chat| chat.topics.get(&thread)).is_some_and(|topic| topic.creator == bot);
    if !opened {
        check_right(world, bot, group, right, refusal)?;
    }
    Ok((group, thread))
}
