//! `DELETE /integration/webhook`: from now on the bot is polled.

use std::sync::Arc;

use axum::{Json, extract::State};
use switchboard_services::Services;

use super::Done;
use crate::{caller::Caller, problem::Problem};

pub(super) async fn remove_webhook(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
) -> Result<Json<Done>, Problem> {
    services.integrations.remove_webhook(&actor).await?;
    Ok(Json(Done::saying("Webhook removed")))
}
