//! `POST /integration/webhook`: from now on Telegram delivers updates to us, and the bot is not polled.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Deserialize;
use switchboard_services::Services;

use super::Done;
use crate::{caller::Caller, json_body::JsonBody, problem::Problem};

#[derive(Deserialize)]
pub(super) struct Registration {
    webhook_url: String,
}

pub(super) async fn register_webhook(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    JsonBody(registration): JsonBody<Registration>,
) -> Result<Json<Done>, Problem> {
    services.integrations.register_webhook(&actor, &registration.webhook_url).await?;
    Ok(Json(Done::saying("Webhook registered successfully")))
}
