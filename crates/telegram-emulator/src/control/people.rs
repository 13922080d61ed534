//! Making and changing bots, people and groups.

use std::sync::Arc;

use axum::{Json, extract::State};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::json;

use super::{
    Body, Refusal, Reply,
    names::{self, Name},
    sim,
};
use crate::{
    core::Core,
    error::SimError,
    sim::{NewBot, NewGroup, NewUser},
    world::GroupKind,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BotRequest {
    username: String,
    name: Option<String>,
    token: Option<String>,
    #[serde(default)]
    sees_everything: bool,
}

/// `POST /_sim/bots`: the answer holds the token, as BotFather's does.
pub(super) async fn create_bot(State(core): State<Arc<Core>>, Body(request): Body<BotRequest>) -> Reply {
    let mut bot = NewBot::new(&request.username, request.name.as_ref().unwrap_or(&request.username));
    if let Some(token) = request.token {
        bot = bot.token(token);
    }
    if request.sees_everything {
        bot = bot.sees_everything();
    }
    let made = sim(core).create_bot(bot)?;
    Ok(Json(json!({"id": made.id, "username": made.username, "token": made.token.expose_secret()})))
}

/// `POST /_sim/users`
pub(super) async fn create_user(State(core): State<Arc<Core>>, Body(user): Body<NewUser>) -> Reply {
    Ok(Json(json!({"id": sim(core).create_user(user)?})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupRequest {
    title: String,
    #[serde(default)]
    id: Option<i64>,
    #[serde(default)]
    kind: GroupKind,
    #[serde(default)]
    forum: bool,
    #[serde(default)]
    members: Vec<Name>,
    #[serde(default)]
    bots: Vec<Name>,
    #[serde(default)]
    admin_bots: Vec<Name>,
}

/// `POST /_sim/groups`
pub(super) async fn create_group(State(core): State<Arc<Core>>, Body(request): Body<GroupRequest>) -> Reply {
    let group = core.read(|world| {
        let mut group = NewGroup::new(request.title).kind(request.kind);
        if request.forum {
            group = group.forum();
        }
        if let Some(id) = request.id {
            group = group.id(id);
        }
        for member in &request.members {
            group = group.member(names::user(world, member)?);
        }
        for bot in &request.bots {
            group = group.bot(names::bot(world, Some(bot))?);
        }
        for bot in &request.admin_bots {
            group = group.admin_bot(names::bot(world, Some(bot))?);
        }
        Ok::<_, SimError>(group)
    })?;
    Ok(Json(json!({"id": sim(core).create_group(group)?})))
}

#[derive(Deserialize)]
pub(super) struct RenameRequest {
    user: Name,
    #[serde(default)]
    username: Option<String>,
}

/// `POST /_sim/rename`: without a username the user has none from now on.
pub(super) async fn rename(State(core): State<Arc<Core>>, Body(request): Body<RenameRequest>) -> Reply {
    let user = core.read(|world| names::user(world, &request.user))?;
    sim(core).rename_user(user, request.username.as_deref())?;
    Ok(Json(json!({"ok": true})))
}

#[derive(Deserialize)]
pub(super) struct UserRequest {
    user: Name,
}

/// `POST /_sim/deactivate`
pub(super) async fn deactivate(State(core): State<Arc<Core>>, Body(request): Body<UserRequest>) -> Reply {
    let user = core.read(|world| names::user(world, &request.user))?;
    sim(core).deactivate(user)?;
    Ok(Json(json!({"ok": true})))
}

#[derive(Deserialize)]
pub(super) struct MemberRequest {
    chat: i64,
    user: Option<Name>,
    bot: Option<Name>,
    #[serde(default)]
    admin: bool,
}

/// `POST /_sim/members`: adds a user or a bot, or changes its rights.
pub(super) async fn add_member(State(core): State<Arc<Core>>, Body(request): Body<MemberRequest>) -> Reply {
    match member(&core, &request)? {
        (id, true) => sim(core).add_bot(request.chat, id, request.admin)?,
        (id, false) => sim(core).add_member(request.chat, id, request.admin)?,
    }
    Ok(Json(json!({"ok": true})))
}

/// `DELETE /_sim/members`: removes a user, kicks a bot.
pub(super) async fn remove_member(
    State(core): State<Arc<Core>>,
    Body(request): Body<MemberRequest>,
) -> Reply {
    match member(&core, &request)? {
        (id, true) => sim(core).kick_bot(request.chat, id)?,
        (id, false) => sim(core).remove_member(request.chat, id)?,
    }
    Ok(Json(json!({"ok": true})))
}

fn member(core: &Core, request: &MemberRequest) -> Result<(i64, bool), Refusal> {
    core.read(|world| match (&request.user, &request.bot) {
        (Some(user), None) => Ok((names::user(world, user)?, false)),
        (None, bot) => Ok((names::bot(world, bot.as_ref())?, true)),
        (Some(_), Some(_)) => Err(Refusal::bad("either a user or a bot")),
    })
}

#[derive(Deserialize)]
pub(super) struct RevokeRequest {
    bot: Option<Name>,
}

/// `POST /_sim/revoke`: answers with the new token.
pub(super) async fn revoke(State(core): State<Arc<Core>>, Body(request): Body<RevokeRequest>) -> Reply {
    let bot = core.read(|world| names::bot(world, request.bot.as_ref()))?;
    let token = sim(core).revoke_token(bot)?;
    Ok(Json(json!({"token": token.expose_secret()})))
}
