//! One request, one answer, in the shape that clients expect.

use std::{
    borrow::Cow,
    convert::Infallible,
    sync::Arc,
    time::{Duration, Instant},
};

use http_body_util::{BodyExt as _, Full};
use hyper::{Request, Response, body::Bytes, body::Incoming};
use serde::Deserialize;
use serde_json::json;

use super::{Arrival, Shared};

/// What is read of a send, and only where arrivals are noted.
#[derive(Deserialize)]
struct Send<'a> {
    chat_id: i64,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Poll {
    #[serde(default)]
    offset: i64,
    #[serde(default)]
    limit: Option<usize>,
    #[serde(default)]
    timeout: u64,
}

pub(super) async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let body =
        request.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let (status, text) = result(&shared, &path, &body).await;
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status.try_into().unwrap_or_default();
    response
        .headers_mut()
        .insert("content-type", hyper::header::HeaderValue::from_static("application/json"));
    Ok(response)
}

async fn result(shared: &Shared, path: &str, body: &[u8]) -> (u16, String) {
    let Some((bot, method)) = called(path) else { return refused(404, "Not Found") };
    let method = method.to_ascii_lowercase();
    match method.as_str() {
        "getme" => {
            let me = json!({
                "id": bot, "is_bot": true, "first_name": "Null", "username": format!("null_{bot}_bot"),
                "can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": false,
            });
            ok(&me.to_string())
        }
        "getupdates" => {
            let poll = serde_json::from_slice(body).unwrap_or(Poll { offset: 0, limit: None, timeout: 0 });
            let hold = Duration::from_secs(poll.timeout);
            let batch = shared.updates(bot, poll.offset, poll.limit.unwrap_or(100), hold).await;
            ok(&format!("[{batch}]"))
        }
        _ if method.starts_with("send") || method.starts_with("copy") || method.starts_with("edit") => {
            if shared.is_too_fast(bot) {
                return too_fast();
            }
            let id = shared.take(noted(shared, bot, body));
            ok(&format!(
                r#"{{"message_id":{id},"date":1700000000,"chat":{{"id":1,"type":"private","first_name":"N"}},"text":"t"}}"#
            ))
        }
        _ => ok("true"),
    }
}

fn noted(shared: &Shared, bot: i64, body: &[u8]) -> Option<Arrival> {
    if !shared.is_noting() {
        return None;
    }
    let at = Instant::now();
    let send: Send<'_> = serde_json::from_slice(body).ok()?;
    Some(Arrival { at, bot, chat: send.chat_id, text: send.text.unwrap_or_default().into_owned() })
}

/// `/bot<id>:<secret>/<method>`.
fn called(path: &str) -> Option<(i64, &str)> {
    let (token, method) = path.strip_prefix("/bot")?.split_once('/')?;
    let (bot, _) = token.split_once(':').or_else(|| token.split_once("%3A"))?;
    Some((bot.parse().ok()?, method))
}

fn ok(result: &str) -> (u16, String) {
    (200, format!(r#"{{"ok":true,"result":{result}}}"#))
}

fn refused(status: u16, words: &str) -> (u16, String) {
    (status, json!({"ok": false, "error_code": status, "description": words}).to_string())
}

fn too_fast() -> (u16, String) {
    let words = "Too Many Requests: retry after 1";
    let body =
        json!({"ok": false, "error_code": 429, "description": words, "parameters": {"retry_after": 1}});
    (429, body.to_string())
}
