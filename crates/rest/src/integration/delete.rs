//! `DELETE /integration/{id}`: a bot leaves its unit.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use switchboard_services::{IntegrationId, Services};

use crate::{
    caller::Caller,
    path_id::PathId,
    problem::{Problem, ProblemBody},
};

/// Delete an integration
///
/// Its webhook is removed at Telegram, its token is erased.
#[utoipa::path(
    delete, path = "/integration/{id}", tag = "Units", operation_id = "deleteIntegrationById",
    params(("id" = Uuid, Path, description = "The integration.")),
    responses(
        (status = 204, description = "It is deleted."),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The id is not a UUID."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such integration."),
    )
)]
pub(super) async fn delete(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    PathId(id): PathId<IntegrationId>,
) -> Result<StatusCode, Problem> {
    services.integrations.delete_by_id(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
