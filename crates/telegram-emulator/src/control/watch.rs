//! Reading: transcripts, the log of calls, the list of chats, and a stream that says when to look again.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, stream};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Reply, names, names::Seat, sim, talk};
use crate::{
    core::Core,
    sim::see,
    world::{Chat, Place, Topic, World},
};

#[derive(Deserialize)]
pub(super) struct TranscriptQuery {
    #[serde(flatten)]
    seat: Seat,
    #[serde(default, deserialize_with = "names::optional_id")]
    after: Option<i64>,
    #[serde(default)]
    wait: Option<String>,
}

/// `GET /_sim/transcript?user=…&bot=…|chat=…`: all messages, or those after `after`, waiting up to `wait` seconds for one
/// of a bot.
pub(super) async fn transcript(State(core): State<Arc<Core>>, Query(query): Query<TranscriptQuery>) -> Reply {
    let phone = talk::phone(&core, &query.seat)?;
    let after = query.after.unwrap_or(0);
    if let Some(seconds) = query.wait.as_deref().and_then(|text| text.parse().ok()) {
        talk::answers(&phone, after, talk::wait_time(seconds)).await;
    }
    let messages: Vec<_> = phone.messages().into_iter().filter(|seen| seen.message_id > after).collect();
    Ok(Json(json!({"messages": messages})))
}

#[derive(Deserialize)]
pub(super) struct CallsQuery {
    #[serde(default)]
    after: u64,
    wait: Option<f64>,
    bot: Option<i64>,
    method: Option<String>,
}

/// `GET /_sim/calls?after=…&wait=…&bot=…&method=…`: the log after a number, waiting for a call that fits if there is none.
pub(super) async fn calls(State(core): State<Arc<Core>>, Query(query): Query<CallsQuery>) -> Reply {
    let sim = sim(core);
    let fitting = |sim: &crate::sim::Sim| {
        let fits = |call: &Arc<crate::Call>| {
            query.bot.is_none_or(|bot| bot == call.bot)
                && query.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case(&call.method))
        };
        let calls: Vec<_> = sim.calls(query.after).into_iter().filter(fits).collect();
        (!calls.is_empty()).then_some(calls)
    };
    let found = sim.wait_for(talk::wait_time(query.wait.unwrap_or(0.0)), fitting).await.unwrap_or_default();
    let calls: Vec<Value> = found.iter().filter_map(|call| serde_json::to_value(&**call).ok()).collect();
    Ok(Json(json!({"calls": calls, "last": sim.last_call()})))
}

/// `GET /_sim/state`: people, bots, groups, and every chat with its newest message.
pub(super) async fn state(State(core): State<Arc<Core>>) -> Reply {
    Ok(Json(core.read(|world| {
        let people = world.users.values().map(|user| {
            json!({"id": user.id, "name": user.full_name(), "username": user.username,
                "language_code": user.language_code, "deactivated": user.deactivated})
        });
        let bots = world.bots.values().map(|bot| {
            json!({"id": bot.id, "name": bot.name, "username": bot.username,
            "pending_updates": bot.inbox.queue.len(), "webhook": bot.webhook.is_some()})
        });
        let mut chats: Vec<&Chat> = world.chats.values().collect();
        chats.sort_by_key(|chat| chat.place);
        json!({
            "users": people.collect::<Vec<_>>(),
            "bots": bots.collect::<Vec<_>>(),
            "chats": chats.into_iter().map(|chat| chat_state(world, chat)).collect::<Vec<_>>(),
        })
    })))
}

fn chat_state(world: &World, chat: &Chat) -> Value {
    let mut state = match chat.place {
        Place::Private { bot, user } => json!({"user": user, "bot": bot, "blocked": chat.blocked}),
        Place::Group(id) => {
            let members: Vec<i64> =
                chat.members.iter().filter(|(_, s)| s.is_in()).map(|(id, _)| *id).collect();
            let topics: Vec<Value> = chat.topics.values().map(topic_state).collect();
            json!({"chat": id, "title": chat.title, "members": members, "deleted": chat.deleted,
                "forum": chat.forum, "topics": topics, "migrated_to": chat.migrated_to})
        }
    };
    state["version"] = json!(chat.version);
    state["waiting"] = json!(waiting(world, chat));
    if let Some(message) = chat.messages.values().next_back() {
        let seen = see(world, chat, message);
        state["last"] = json!({"message_id": seen.message_id, "from": seen.from, "kind": seen.kind, "text": seen.text,
            "date": seen.date});
    }
    if let Some((who, action, until)) = &chat.action
        && *until > world.clock.now_ms()
    {
        state["action"] = json!({"bot": who, "action": action});
    }
    state
}

/// Messages that no bot has fetched yet.
fn waiting(world: &World, chat: &Chat) -> Vec<i64> {
    let bots = world.bots.values().filter(|bot| match chat.place {
        Place::Private { bot: own, .. } => bot.id == own,
        Place::Group(_) => chat.members.contains_key(&bot.id),
    });
    let mut ids: Vec<i64> = bots
        .flat_map(|bot| &bot.inbox.queue)
        .filter(|entry| entry.lane == chat.telegram_id())
        .filter_map(|entry| entry.update.pointer("/message/message_id")?.as_i64())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn topic_state(topic: &Topic) -> Value {
    json!({"thread": topic.id, "name": topic.name, "closed": topic.closed, "color": topic.icon_color})
}

/// `GET /_sim/files/{id}`: the content behind a `file_id`, for the page.
pub(super) async fn file(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Response {
    let found = core.read(|world| {
        let file = world.file(&id)?;
        let kind = if file.path.starts_with("photos/") { "image/jpeg" } else { "application/octet-stream" };
        Some((file.mime_type.clone().unwrap_or_else(|| kind.into()), file.content()?))
    });
    match found {
        Some((kind, content)) => {
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff".into()),
                (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".into()),
            ];
            (headers, content).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /_sim/events`: server-sent events, one whenever something changed (at most ten a second).
pub(super) async fn events(
    State(core): State<Arc<Core>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = stream::unfold(core.changes(), |mut changes| async move {
        changes.changed().await.ok()?;
        tokio::time::sleep(Duration::from_millis(100)).await;
        let version = *changes.borrow_and_update();
        Some((Ok(Event::default().data(version.to_string())), changes))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
