//! `GET /integration/webhook-url`: the address that Telegram would be given.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Serialize;
use switchboard_services::{Services, integrations::WebhookAddress};

use crate::{caller::Caller, problem::Problem};

#[derive(Serialize)]
pub(super) struct WebhookUrl {
    webhook_url: String,
    is_configured: bool,
    message: String,
}

pub(super) async fn webhook_url(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
) -> Result<Json<WebhookUrl>, Problem> {
    let WebhookAddress { webhook_url, is_configured, message } =
        services.integrations.webhook_address(&actor).await?;
    Ok(Json(WebhookUrl { webhook_url, is_configured, message }))
}
