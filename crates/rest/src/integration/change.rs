//! `PATCH /integration`: some settings of the default integration.

use std::sync::Arc;

use axum::{Json, extract::State};
use secrecy::SecretString;
use serde::Deserialize;
use switchboard_services::{
    Services,
    integrations::{Field, IntegrationChange},
};
use utoipa::ToSchema;

use super::object::Integration;
use crate::{
    caller::Caller,
    json_body::{JsonBody, given},
    problem::{Problem, ProblemBody},
};

/// What changes; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = IntegrationChange)]
pub(super) struct Change {
    /// Another token: the webhook, its key and its secret begin anew.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, min_length = 20, max_length = 255)]
    bot_token: Option<SecretString>,
    /// The owner's chat; null clears it.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    owner_chat_id: Field<i64>,
    /// Whether the bot polls and sends. While it does not, its queue is kept.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false)]
    is_active: Option<bool>,
    /// What /start is answered with; null clears it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 4096)]
    welcome_message: Field<String>,
}

/// Change the tenant's integration
#[utoipa::path(
    patch, path = "/integration", tag = "Integration", operation_id = "changeIntegration",
    request_body = Change,
    responses(
        (status = 200, body = Integration, description = "As it is now."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is none."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The bot is connected elsewhere."),
    )
)]
pub(super) async fn change(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    JsonBody(change): JsonBody<Change>,
) -> Result<Json<Integration>, Problem> {
    let Change { bot_token, owner_chat_id, is_active, welcome_message } = change;
    let change =
        IntegrationChange { bot_token, owner_chat_id, is_active, welcome_message, ..Default::default() };
    Ok(Json(services.integrations.change(&actor, change).await?.into()))
}
