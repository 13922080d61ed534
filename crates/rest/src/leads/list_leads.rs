//! `GET /leads?page=0&size=20`: the tenant's leads, the newest first.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::{Deserialize, Serialize};
use switchboard_services::Services;
use utoipa::{IntoParams, ToSchema};

use super::lead::Lead;
use crate::{
    caller::Caller,
    problem::{Problem, ProblemBody},
};

/// Which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// From 0.
    #[serde(default)]
    #[param(minimum = 0)]
    page: i64,
    /// 1 to 100.
    #[serde(default = "usual_size")]
    #[param(minimum = 1, maximum = 100, default = 20)]
    size: i64,
}

fn usual_size() -> i64 {
    20
}

/// One page of leads.
#[derive(Serialize, ToSchema)]
#[schema(as = LeadPage)]
pub(super) struct Leads {
    /// The newest first.
    data: Vec<Lead>,
    page: i64,
    size: i64,
    /// On all pages.
    total: u64,
}

/// The leads of the tenant, the newest first
#[utoipa::path(
    get, path = "/leads", tag = "Leads", operation_id = "listLeads", params(Wanted),
    responses(
        (status = 200, body = Leads, description = "One page."),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "There can be no such page."),
    )
)]
pub(super) async fn list_leads(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Leads>, Problem> {
    let Query(Wanted { page, size }) =
        wanted.map_err(|_| Problem::bad_request("page and size are whole numbers."))?;
    let found = services.leads.page(&actor, page, size).await?;
    let data = found.leads.into_iter().map(Lead::from).collect();
    Ok(Json(Leads { data, page, size, total: found.total }))
}
