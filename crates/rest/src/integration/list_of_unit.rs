//! `GET /integration/unit/{unitId}`: all bots of a unit.

use std::sync::Arc;

use axum::{Json, extract::State};
use switchboard_services::{Services, UnitId};

use super::unit_object::{Data, UnitIntegration};
use crate::{
    caller::Caller,
    path_id::PathId,
    problem::{Problem, ProblemBody},
};

/// The integrations of a unit
#[utoipa::path(
    get, path = "/integration/unit/{unitId}", tag = "Units", operation_id = "listIntegrationsOfUnit",
    params(("unitId" = Uuid, Path, description = "The unit.")),
    responses(
        (status = 200, body = Data<Vec<UnitIntegration>>, description = "Oldest first; empty for a unit without any."),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The id is not a UUID."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such unit."),
    )
)]
pub(super) async fn list_of_unit(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    PathId(unit): PathId<UnitId>,
) -> Result<Json<Data<Vec<UnitIntegration>>>, Problem> {
    let found = services.integrations.of_unit(&actor, unit).await?;
    Ok(Json(Data { data: found.into_iter().map(UnitIntegration::from).collect() }))
}
