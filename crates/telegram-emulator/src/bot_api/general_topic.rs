//! The General topic of a forum: edit, close, reopen, hide, unhide. Hiding it closes it too (Bot API,
//! `hideGeneralForumTopic`).

use serde_json::json;

use super::{Answer, Outcome, Params, topics};
use crate::{
    error_texts as texts,
    world::{General, World},
};

pub(super) fn edit_general_forum_topic(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let name: String = params.text("name").trim().chars().take(128).collect();
    if name.is_empty() {
        return Err(texts::TOPIC_NAME_EMPTY.into());
    }
    let body = json!({"name": name});
    let rename = move |general: &mut General| {
        let changes = general.name != name;
        general.name = name;
        changes
    };
    change(world, bot, params, rename, "forum_topic_edited", body)
}

pub(super) fn close_general_forum_topic(world: &mut World, bot: i64, params: &Params) -> Outcome {
    change(world, bot, params, |it| !std::mem::replace(&mut it.closed, true), "forum_topic_closed", json!({}))
}

pub(super) fn reopen_general_forum_topic(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let open = |it: &mut General| {
        it.hidden = false;
        std::mem::replace(&mut it.closed, false)
    };
    change(world, bot, params, open, "forum_topic_reopened", json!({}))
}

pub(super) fn hide_general_forum_topic(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let hide = |it: &mut General| {
        it.closed = true;
        !std::mem::replace(&mut it.hidden, true)
    };
    change(world, bot, params, hide, "general_forum_topic_hidden", json!({}))
}

pub(super) fn unhide_general_forum_topic(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let show = |it: &mut General| std::mem::replace(&mut it.hidden, false);
    change(world, bot, params, show, "general_forum_topic_unhidden", json!({}))
}

fn change(
    world: &mut World,
    bot: i64,
    params: &Params,
    change: impl FnOnce(&mut General) -> bool,
    key: &str,
    body: serde_json::Value,
) -> Outcome {
    let group = topics::forum(world, bot, params)?;
    topics::check_right(world, bot, group, "can_manage_topics", texts::CANT_EDIT_TOPIC)?;
    world.change_general(group, bot, change, key, body)?;
    Ok(Answer::done())
}
