//! `POST /webhook/{key}`: an update from Telegram. Once it is answered with 200 it is stored, and Telegram forgets it;
//! with 503 it comes again.
//!
//! Public: the key in the path and the secret in the header are the proof. An unknown key, a missing secret and a wrong
//! one get the same answer, and the key is shown in none.

use axum::{
    Json,
    body::Bytes,
    extract::{
        Path, State,
        rejection::{BytesRejection, PathRejection},
    },
    http::HeaderMap,
};
use serde::Serialize;
use switchboard_services::{Error, delivery::Inbox};
use utoipa::ToSchema;

use crate::{
    json_body,
    problem::{Problem, ProblemBody},
};

const SECRET_HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";

/// The path without the key.
const INSTANCE: &str = "/api/v1/telegram/webhook";

/// What Telegram is answered.
#[derive(Serialize, ToSchema)]
pub(super) struct Taken {
    /// Always true.
    ok: bool,
}

/// Take an update from Telegram
///
/// Called by Telegram only. The key in the path and the secret in the header are the proof; an unknown key, a missing secret
/// and a wrong one get the same answer.
#[utoipa::path(
    post, path = "/webhook/{key}", tag = "Webhook", operation_id = "receiveUpdate",
    params(
        ("key" = String, Path, description = "The random part of the webhook's address."),
        ("X-Telegram-Bot-Api-Secret-Token" = Option<String>, Header, description = "The webhook's secret."),
    ),
    request_body(content = Object, description = "An `Update` of the Bot API."),
    responses(
        (status = 200, body = Taken, description = "It is stored."),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "Not from Telegram."),
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "It could not be stored; send it again."),
    ),
    security(())
)]
pub(super) async fn receive_update(
    State(inbox): State<Inbox>,
    key: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Taken>, Problem> {
    let body = body.map_err(|rejection| json_body::unreadable(rejection).at(INSTANCE))?;
    // What is no text is no key of ours: the empty one is as unknown.
    let key = key.map(|Path(key)| key).unwrap_or_default();
    let secret = headers.get(SECRET_HEADER).and_then(|value| value.to_str().ok());
    inbox.receive_webhook(&key, secret, &body).await.map_err(problem)?;
    Ok(Json(Taken { ok: true }))
}

fn problem(error: Error) -> Problem {
    Problem::from(error).or_unavailable().at(INSTANCE)
}
