//! `GET /channels/{id}/dispatches?page=0&size=20`: what became of dispatches in a channel, the newest first.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::Serialize;
use switchboard_services::{ChannelId, Services};
use utoipa::ToSchema;

use super::{Wanted, hints::Hints, outcome::DispatchResult};
use crate::{
    caller::Caller,
    path_id::PathId,
    problem::{Problem, ProblemBody},
};

/// One page of results.
#[derive(Serialize, ToSchema)]
#[schema(as = DispatchResultPage)]
pub(super) struct Results {
    /// The newest first.
    data: Vec<DispatchResult>,
    page: i64,
    size: i64,
    /// On all pages.
    total: u64,
}

/// What became of dispatches in an alert channel, the newest first
#[utoipa::path(
    get, path = "/channels/{id}/dispatches", tag = "Channels", operation_id = "listDispatches",
    params(
        ("id" = Uuid, Path, description = "The channel."),
        Wanted,
        ("Accept-Language" = Option<String>, Header, description = "`ru` for Russian hints."),
    ),
    responses(
        (status = 200, body = Results, description = "One page."),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The id is not a UUID, or there can be no such page."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such channel."),
    )
)]
pub(super) async fn results(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    Hints(lang): Hints,
    PathId(id): PathId<ChannelId>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Results>, Problem> {
    let Query(Wanted { page, size }) =
        wanted.map_err(|_| Problem::bad_request("page and size are whole numbers."))?;
    let found = services.channels.results_page(&actor, id, page, size).await?;
    let data = found.results.into_iter().map(|result| DispatchResult::of(result, lang)).collect();
    Ok(Json(Results { data, page, size, total: found.total }))
}
