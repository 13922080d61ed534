//! `DELETE /integration`: the tenant's bot leaves.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use switchboard_services::Services;

use crate::{caller::Caller, problem::Problem};

/// Delete the tenant's integration
///
/// Its webhook is removed at Telegram, its token is erased.
#[utoipa::path(
    delete, path = "/integration", tag = "Integration", operation_id = "deleteIntegration",
    responses((status = 204, description = "There is none, also if there was none before."))
)]
pub(super) async fn disconnect(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
) -> Result<StatusCode, Problem> {
    services.integrations.disconnect(&actor).await?;
    Ok(StatusCode::NO_CONTENT)
}
