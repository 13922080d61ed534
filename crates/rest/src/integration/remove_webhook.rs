//! `DELETE /integration/webhook`: from now on the bot is polled.

use std::sync::Arc;

use axum::{Json, extract::State};
use switchboard_services::Services;

use super::Done;
use crate::{
    caller::Caller,
    problem::{Problem, ProblemBody},
};

/// Remove the webhook at Telegram
#[utoipa::path(
    delete, path = "/integration/webhook", tag = "Integration", operation_id = "removeWebhook",
    responses(
        (status = 200, body = Done, description = "Removed: the bot is polled from now on."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no integration."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Telegram refused it or can't be reached."),
    )
)]
pub(super) async fn remove_webhook(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
) -> Result<Json<Done>, Problem> {
    services.integrations.remove_webhook(&actor).await?;
    Ok(Json(Done::saying("Webhook removed")))
}
