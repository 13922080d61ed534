//! `GET /channels/dispatches/{id}`: what became of a dispatch.

use std::sync::Arc;

use axum::{Json, extract::State};
use switchboard_services::{DispatchId, Services};

use super::{hints::Hints, outcome::Dispatch};
use crate::{
    caller::Caller,
    path_id::PathId,
    problem::{Problem, ProblemBody},
};

/// What became of a dispatch so far
///
/// A plain user finds what they dispatched themselves.
#[utoipa::path(
    get, path = "/channels/dispatches/{id}", tag = "Channels", operation_id = "getDispatch",
    params(
        ("id" = Uuid, Path, description = "The dispatch."),
        ("Accept-Language" = Option<String>, Header, description = "`ru` for Russian hints."),
    ),
    responses(
        (status = 200, body = Dispatch, description = "The dispatch with its results."),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The id is not a UUID."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such dispatch."),
    )
)]
pub(super) async fn dispatched(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    Hints(lang): Hints,
    PathId(id): PathId<DispatchId>,
) -> Result<Json<Dispatch>, Problem> {
    Ok(Json(Dispatch::of(services.channels.dispatched(&actor, id).await?, lang)))
}
