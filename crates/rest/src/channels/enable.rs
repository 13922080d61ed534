//! `POST /channels/{id}/enable`: an alert channel is switched on.

use std::sync::Arc;

use axum::{Json, extract::State};
use switchboard_services::{ChannelId, Services};

use super::object::Channel;
use crate::{
    caller::Caller,
    path_id::PathId,
    problem::{Problem, ProblemBody},
};

/// Switch an alert channel on
#[utoipa::path(
    post, path = "/channels/{id}/enable", tag = "Channels", operation_id = "enableChannel",
    params(("id" = Uuid, Path, description = "The channel.")),
    responses(
        (status = 200, body = Channel, description = "As it is now."),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The id is not a UUID."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such channel."),
    )
)]
pub(super) async fn enable(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    PathId(id): PathId<ChannelId>,
) -> Result<Json<Channel>, Problem> {
    Ok(Json(services.channels.enable(&actor, id).await?.into()))
}
