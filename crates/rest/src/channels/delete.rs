//! `DELETE /channels/{id}`: an alert channel ends.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use switchboard_services::{ChannelId, Services};

use crate::{
    caller::Caller,
    path_id::PathId,
    problem::{Problem, ProblemBody},
};

/// Delete an alert channel
///
/// What waits for it is taken back; a token of its own is erased.
#[utoipa::path(
    delete, path = "/channels/{id}", tag = "Channels", operation_id = "deleteChannel",
    params(("id" = Uuid, Path, description = "The channel.")),
    responses(
        (status = 204, description = "It is deleted."),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The id is not a UUID."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such channel."),
    )
)]
pub(super) async fn delete(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    PathId(id): PathId<ChannelId>,
) -> Result<StatusCode, Problem> {
    services.channels.delete(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
