//! Server-sent events, by the distinct connections mode of graphql-sse: one request is one operation, each response of it an
//! event `next`, and `complete` at the end. Comments in between keep the connection alive.
//!
//! Whoever does not read is cut off after a while, with a reason as the last event; up to then a few responses wait, and the
//! rest stays where it is. The stream ends with the caller's token, and when the server stops.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt as _, stream};
use serde_json::json;
use tokio::{
    sync::mpsc,
    time::{interval_at, timeout},
};

use super::{
    Host,
    deadline::{self, End},
    media::Media,
    reply::Outcome,
};
use crate::{Caller, execution::Prepared};

/// Responses that wait for the reader.
const WAITING: usize = 8;
/// Between two signs of life.
const ALIVE: Duration = Duration::from_secs(15);
/// A comment: nobody sees it.
const SIGN_OF_LIFE: &str = ":\n\n";
const COMPLETE: &str = "event: complete\ndata:\n\n";

/// One response, and the end.
pub(super) fn only(outcome: &Outcome) -> Response {
    respond(Body::from(format!("{}{COMPLETE}", next(outcome))))
}

/// All responses of an operation.
pub(super) fn stream(host: &Host, caller: Option<Caller>, prepared: Prepared) -> Response {
    let (out, inbox) = mpsc::channel(WAITING);
    let (word, last_word) = tokio::sync::oneshot::channel();
    let (host, patience) = (host.clone(), host.schema.0.settings.send_timeout);
    tokio::spawn(async move {
        let said = tokio::select! {
            said = tell(&host, prepared, &out, patience) => said,
            end = deadline::end(&host, caller.as_ref()) => Some(reason(end)),
        };
        let _ = word.send(said);
    });
    // The last word needs no room in the queue.
    let last = stream::once(last_word).filter_map(|word| async { word.ok().flatten() });
    let events = stream::unfold(inbox, |mut inbox| async { Some((inbox.recv().await?, inbox)) }).chain(last);
    respond(Body::from_stream(events.map(|event| Ok::<_, Infallible>(Bytes::from(event)))))
}

/// Tells each response; the answer is the last word, if the reader is to hear one.
async fn tell(
    host: &Host,
    prepared: Prepared,
    out: &mpsc::Sender<String>,
    patience: Duration,
) -> Option<String> {
    let mut responses = prepared.stream(&host.schema);
    let mut alive = interval_at(tokio::time::Instant::now() + ALIVE, ALIVE);
    loop {
        let event = tokio::select! {
            response = responses.next() => match response {
                Some(response) => next(&Outcome::of(response)),
                None => return Some(COMPLETE.to_owned()),
            },
            _ = alive.tick() => SIGN_OF_LIFE.to_owned(),
        };
        match timeout(patience, out.send(event)).await {
            Ok(Ok(())) => {}
            // The reader is gone.
            Ok(Err(_)) => return None,
            Err(_) => {
                let text = "Too slow: events were not read in time. Come back with `after`.";
                return Some(farewell("TOO_SLOW", text));
            }
        }
    }
}

fn reason(end: End) -> String {
    match end {
        End::Expired => {
            farewell("UNAUTHENTICATED", "The token has expired. Come back with a new one and `after`.")
        }
        End::Stopping => farewell("UNAVAILABLE", "The server stops. Come back with `after`."),
    }
}

fn farewell(code: &str, text: &str) -> String {
    let errors = json!({ "errors": [{ "message": text, "extensions": { "code": code } }] });
    format!("event: next\ndata: {errors}\n\n{COMPLETE}")
}

/// JSON has no line breaks of its own, so a response is one line.
fn next(outcome: &Outcome) -> String {
    format!("event: next\ndata: {}\n\n", outcome.json())
}

fn respond(body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, Media::EventStream.content_type()),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept"),
    ];
    // Proxies must not gather events.
    (StatusCode::OK, headers, [("x-accel-buffering", "no")], body).into_response()
}

#[cfg(test)]
mod tests {
    use async_graphql::{Response as Executed, Value};

    use super::*;

    #[test]
    fn a_response_is_one_event() {
        let response = Executed::new(Value::from("two\nlines"));
        assert_eq!(next(&Outcome::of(response)), "event: next\ndata: {\"data\":\"two\\nlines\"}\n\n");
    }
}
