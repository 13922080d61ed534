//! `GET /channels?page=0&size=20`: the channels that the caller manages, the newest first.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::Serialize;
use switchboard_services::Services;
use utoipa::ToSchema;

use super::{Wanted, object::Channel};
use crate::{
    caller::Caller,
    problem::{Problem, ProblemBody},
};

/// One page of channels.
#[derive(Serialize, ToSchema)]
#[schema(as = ChannelPage)]
pub(super) struct Channels {
    /// The newest first.
    data: Vec<Channel>,
    page: i64,
    size: i64,
    /// On all pages.
    total: u64,
}

/// The alert channels that the caller manages, the newest first
///
/// For site owners, admins and API keys with the scope `channels` all of the tenant, for others their own.
#[utoipa::path(
    get, path = "/channels", tag = "Channels", operation_id = "listChannels", params(Wanted),
    responses(
        (status = 200, body = Channels, description = "One page."),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "There can be no such page."),
    )
)]
pub(super) async fn list(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Channels>, Problem> {
    let Query(Wanted { page, size }) =
        wanted.map_err(|_| Problem::bad_request("page and size are whole numbers."))?;
    let found = services.channels.page(&actor, page, size).await?;
    let data = found.channels.into_iter().map(Channel::from).collect();
    Ok(Json(Channels { data, page, size, total: found.total }))
}
