//! `DELETE /link` and its alias `DELETE /unlink`: ends the caller's link and takes back an outstanding one. `true`, always.

use std::sync::Arc;

use axum::extract::State;
use switchboard_services::Services;

use super::{Refusal, caller::Caller, envelope::Envelope};

/// Ends the link of one's own account
#[utoipa::path(
    delete, path = "/link", tag = "Account linking", operation_id = "endAccountLink",
    responses((status = 200, body = Envelope<bool>, description = "`true`, also if there was no link."))
)]
pub(super) async fn unlink(
    State(services): State<Arc<Services>>,
    caller: Caller,
) -> Result<Envelope<bool>, Refusal> {
    services.linking.unlink(&caller.actor).await?;
    Ok(caller.answer(true))
}

/// Ends the link of one's own account
#[utoipa::path(
    delete, path = "/unlink", tag = "Account linking", operation_id = "endAccountLinkAlias",
    responses((status = 200, body = Envelope<bool>, description = "`true`, also if there was no link."))
)]
pub(super) async fn unlink_alias(
    services: State<Arc<Services>>,
    caller: Caller,
) -> Result<Envelope<bool>, Refusal> {
    unlink(services, caller).await
}
