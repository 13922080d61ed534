//! `POST /channels/{id}/test`: "Save and Test".

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Serialize;
use switchboard_services::{ChannelId, Services};
use utoipa::ToSchema;

use super::{hints::Hints, outcome::word};
use crate::{
    caller::Caller,
    path_id::PathId,
    problem::{Problem, ProblemBody},
};

/// How the test ended.
#[derive(Serialize, ToSchema)]
pub(super) struct ChannelTestResult {
    success: bool,
    /// `Test message sent!`, or what to do about it.
    #[schema(example = "Test message sent!")]
    message: &'static str,
    /// Where the message was to go.
    chat_id: String,
    /// What stood in the way: `no_bot`, `bot_off`, `token`, `not_own_chat`, `blocked`, `not_member`, `no_rights`,
    /// `unknown_group`, `lost_minus`, `unreachable`, `uncertain`, `cancelled`, `refused`; null: it arrived.
    #[schema(required)]
    trouble: Option<&'static str>,
}

/// Send a test message to an alert channel
///
/// It goes ahead of everything else, also to a channel that is switched off; the answer waits up to 10 seconds for Telegram.
#[utoipa::path(
    post, path = "/channels/{id}/test", tag = "Channels", operation_id = "testChannel",
    params(
        ("id" = Uuid, Path, description = "The channel."),
        ("Accept-Language" = Option<String>, Header, description = "`ru` for a Russian `message`."),
    ),
    responses(
        (status = 200, body = ChannelTestResult, description = "How it ended."),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The id is not a UUID."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such channel."),
    )
)]
pub(super) async fn test(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    Hints(lang): Hints,
    PathId(id): PathId<ChannelId>,
) -> Result<Json<ChannelTestResult>, Problem> {
    let trial = services.channels.test(&actor, id).await?;
    Ok(Json(ChannelTestResult {
        success: trial.trouble.is_none(),
        message: trial.trouble.map_or("Test message sent!", |trouble| trouble.hint(lang)),
        chat_id: trial.chat_id,
        trouble: trial.trouble.map(word),
    }))
}
