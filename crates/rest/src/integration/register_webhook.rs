//! `POST /integration/webhook`: from now on Telegram delivers updates to us, and the bot is not polled.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Deserialize;
use switchboard_services::Services;
use utoipa::ToSchema;

use super::Done;
use crate::{
    caller::Caller,
    json_body::JsonBody,
    problem::{Problem, ProblemBody},
};

/// The address to register.
#[derive(Deserialize, ToSchema)]
pub(super) struct Registration {
    /// Exactly what `webhook-url` answers.
    webhook_url: String,
}

/// Register the webhook at Telegram
#[utoipa::path(
    post, path = "/integration/webhook", tag = "Integration", operation_id = "registerWebhook",
    request_body = Registration,
    responses(
        (status = 200, body = Done, description = "Registered: updates come by webhook from now on."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no integration."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Telegram refused it or can't be reached."),
    )
)]
pub(super) async fn register_webhook(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    JsonBody(registration): JsonBody<Registration>,
) -> Result<Json<Done>, Problem> {
    services.integrations.register_webhook(&actor, &registration.webhook_url).await?;
    Ok(Json(Done::saying("Webhook registered successfully")))
}
