//! `GET /integration/{id}`: one bot of whatever unit of the tenant.

use std::sync::Arc;

use axum::{Json, extract::State};
use switchboard_services::{IntegrationId, Services};

use super::unit_object::{Data, UnitIntegration};
use crate::{
    caller::Caller,
    path_id::PathId,
    problem::{Problem, ProblemBody},
};

/// One integration
#[utoipa::path(
    get, path = "/integration/{id}", tag = "Units", operation_id = "getIntegrationById",
    params(("id" = Uuid, Path, description = "The integration.")),
    responses(
        (status = 200, body = Data<UnitIntegration>, description = "The integration."),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The id is not a UUID."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such integration."),
    )
)]
pub(super) async fn read(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    PathId(id): PathId<IntegrationId>,
) -> Result<Json<Data<UnitIntegration>>, Problem> {
    let data = services.integrations.by_id(&actor, id).await?.into();
    Ok(Json(Data { data }))
}
