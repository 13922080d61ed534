//! `POST /channels/{id}/disable`: an alert channel is switched off.

use std::sync::Arc;

use axum::{Json, extract::State};
use switchboard_services::{ChannelId, Services};

use super::object::Channel;
use crate::{
    caller::Caller,
    path_id::PathId,
    problem::{Problem, ProblemBody},
};

/// Switch an alert channel off
///
/// What is dispatched from then on is skipped there. What was accepted still goes.
#[utoipa::path(
    post, path = "/channels/{id}/disable", tag = "Channels", operation_id = "disableChannel",
    params(("id" = Uuid, Path, description = "The channel.")),
    responses(
        (status = 200, body = Channel, description = "As it is now."),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The id is not a UUID."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such channel."),
    )
)]
pub(super) async fn disable(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    PathId(id): PathId<ChannelId>,
) -> Result<Json<Channel>, Problem> {
    Ok(Json(services.channels.disable(&actor, id).await?.into()))
}
