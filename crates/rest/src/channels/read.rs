//! `GET /channels/{id}`: one alert channel.

use std::sync::Arc;

use axum::{Json, extract::State};
use switchboard_services::{ChannelId, Services};

use super::object::Channel;
use crate::{
    caller::Caller,
    path_id::PathId,
    problem::{Problem, ProblemBody},
};

/// One alert channel
#[utoipa::path(
    get, path = "/channels/{id}", tag = "Channels", operation_id = "getChannel",
    params(("id" = Uuid, Path, description = "The channel.")),
    responses(
        (status = 200, body = Channel, description = "The channel."),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The id is not a UUID."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such channel."),
    )
)]
pub(super) async fn read(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    PathId(id): PathId<ChannelId>,
) -> Result<Json<Channel>, Problem> {
    Ok(Json(services.channels.get(&actor, id).await?.into()))
}
