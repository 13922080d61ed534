//! Rights, topics, upgrades and the end of groups; business connections.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Body, Refusal, Reply,
    names::{self, Name},
    sim,
};
use crate::core::Core;

#[derive(Deserialize)]
pub(super) struct PromoteRequest {
    chat: i64,
    user: Option<Name>,
    bot: Option<Name>,
    rights: Vec<String>,
}

/// `POST /_sim/promote`: an administrator with exactly these rights.
pub(super) async fn promote(State(core): State<Arc<Core>>, Body(request): Body<PromoteRequest>) -> Reply {
    let account = core.read(|world| match &request.user {
        Some(user) => names::user(world, user),
        None => names::bot(world, request.bot.as_ref()),
    })?;
    let rights: Vec<&str> = request.rights.iter().map(String::as_str).collect();
    sim(core).promote(request.chat, account, &rights)?;
    Ok(Json(json!({"ok": true})))
}

#[derive(Deserialize)]
pub(super) struct ChatRequest {
    chat: i64,
}

/// `POST /_sim/upgrade`: a basic group becomes a supergroup; answers with the new id.
pub(super) async fn upgrade(State(core): State<Arc<Core>>, Body(request): Body<ChatRequest>) -> Reply {
    Ok(Json(json!({"id": sim(core).upgrade_group(request.chat)?})))
}

/// `DELETE /_sim/groups`
pub(super) async fn delete_group(State(core): State<Arc<Core>>, Body(request): Body<ChatRequest>) -> Reply {
    sim(core).delete_group(request.chat)?;
    Ok(Json(json!({"ok": true})))
}

#[derive(Deserialize)]
pub(super) struct TopicRequest {
    chat: i64,
    user: Name,
    #[serde(default)]
    thread: i64,
    name: Option<String>,
}

/// `POST /_sim/topics`: answers with the thread's id.
pub(super) async fn create_topic(State(core): State<Arc<Core>>, Body(request): Body<TopicRequest>) -> Reply {
    let user = core.read(|world| names::user(world, &request.user))?;
    let name = request.name.ok_or_else(|| Refusal::bad("the topic needs a name"))?;
    Ok(Json(json!({"thread": sim(core).create_topic(request.chat, user, &name)?})))
}

/// `POST /_sim/topics/rename`, `/close`, `/reopen`, `/delete`
pub(super) async fn change_topic(
    State(core): State<Arc<Core>>,
    Path(change): Path<String>,
    Body(request): Body<TopicRequest>,
) -> Reply {
    let user = core.read(|world| names::user(world, &request.user))?;
    let (sim, chat, thread) = (sim(core), request.chat, request.thread);
    match change.as_str() {
        "rename" => sim.rename_topic(chat, user, thread, request.name.as_deref().unwrap_or_default())?,
        "close" => sim.close_topic(chat, user, thread, true)?,
        "reopen" => sim.close_topic(chat, user, thread, false)?,
        "delete" => sim.delete_topic(chat, thread)?,
        _ => return Err(Refusal::bad("rename, close, reopen or delete")),
    }
    Ok(Json(json!({"ok": true})))
}

#[derive(Deserialize)]
pub(super) struct BusinessRequest {
    user: Name,
    bot: Option<Name>,
    enabled: Option<bool>,
}

/// `POST /_sim/business`: answers with the connection's id.
pub(super) async fn connect_business(
    State(core): State<Arc<Core>>,
    Body(request): Body<BusinessRequest>,
) -> Reply {
    let (user, bot) = core.read(|world| {
        names::user(world, &request.user)
            .and_then(|user| Ok((user, names::bot(world, request.bot.as_ref())?)))
    })?;
    let id = sim(core).connect_business(user, bot, request.enabled.unwrap_or(true))?;
    Ok(Json(json!({"business_connection_id": id})))
}
