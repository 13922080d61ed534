//! `GET /integration/webhook-url`: the address that Telegram would be given.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Serialize;
use switchboard_services::{Services, integrations::WebhookAddress};
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    problem::{Problem, ProblemBody},
};

/// The address of the webhook.
#[derive(Serialize, ToSchema)]
pub(super) struct WebhookUrl {
    /// Empty where `PUBLIC_API_URL` is missing.
    webhook_url: String,
    is_configured: bool,
    /// What to do with it, or what is missing.
    message: String,
}

/// The address to register as the webhook
#[utoipa::path(
    get, path = "/integration/webhook-url", tag = "Integration", operation_id = "getWebhookUrl",
    responses(
        (status = 200, body = WebhookUrl, description = "The address."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no integration."),
    )
)]
pub(super) async fn webhook_url(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
) -> Result<Json<WebhookUrl>, Problem> {
    let WebhookAddress { webhook_url, is_configured, message } =
        services.integrations.webhook_address(&actor).await?;
    Ok(Json(WebhookUrl { webhook_url, is_configured, message }))
}
