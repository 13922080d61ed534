//! `GET /integration`: the tenant's default integration, or the literal `null`.

use std::sync::Arc;

use axum::{Json, extract::State};
use switchboard_services::Services;

use super::object::Integration;
use crate::{caller::Caller, problem::Problem};

/// The tenant's integration
#[utoipa::path(
    get, path = "/integration", tag = "Integration", operation_id = "getIntegration",
    responses((status = 200, body = Option<Integration>, description = "The integration; `null` if there is none."))
)]
pub(super) async fn default_integration(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
) -> Result<Json<Option<Integration>>, Problem> {
    let found = services.integrations.default_integration(&actor).await?;
    Ok(Json(found.map(Integration::from)))
}
