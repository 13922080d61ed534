//! `PUT /integration/{id}`: a bot of a unit as it is to be.

use std::sync::Arc;

use axum::{Json, extract::State};
use secrecy::SecretString;
use serde::Deserialize;
use switchboard_services::{
    IntegrationId, Services, UnitId,
    integrations::{Field, UnitIntegrationChange},
};
use utoipa::ToSchema;
use uuid::Uuid;

use super::unit_object::{Data, UnitIntegration};
use crate::{
    caller::Caller,
    json_body::{JsonBody, given},
    path_id::PathId,
    problem::{Problem, ProblemBody},
};

/// The integration as it is to be; what is left out stays. It may be the object that was read, with its masked token.
#[derive(Deserialize, ToSchema)]
#[schema(as = UnitIntegrationChange)]
#[serde(rename_all = "camelCase")]
pub(super) struct Replacement {
    /// The caller's own id of the bot's record.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Uuid, required = false)]
    bot_id: Option<Uuid>,
    /// The unit that it is in; it can't be moved.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Uuid, required = false)]
    unit_id: Option<Uuid>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 255)]
    title: Option<String>,
    /// `private`, `group` (also `groups`) or `both`.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, example = "both", pattern = "^(private|groups?|both)$")]
    scope: Option<String>,
    /// Another token; the masked one is no change.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, max_length = 255)]
    bot_token: Option<SecretString>,
    /// Whether the bot polls and sends.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false)]
    is_active: Option<bool>,
    /// What /start is answered with; null clears it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 4096)]
    welcome_message: Field<String>,
}

/// Change an integration
#[utoipa::path(
    put, path = "/integration/{id}", tag = "Units", operation_id = "replaceIntegration",
    params(("id" = Uuid, Path, description = "The integration.")),
    request_body = Replacement,
    responses(
        (status = 200, body = Data<UnitIntegration>, description = "As it is now."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such integration."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The bot is connected elsewhere."),
    )
)]
pub(super) async fn replace(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    PathId(id): PathId<IntegrationId>,
    JsonBody(replacement): JsonBody<Replacement>,
) -> Result<Json<Data<UnitIntegration>>, Problem> {
    let data = services.integrations.replace(&actor, id, replacement.into()).await?.into();
    Ok(Json(Data { data }))
}

impl From<Replacement> for UnitIntegrationChange {
    fn from(new: Replacement) -> Self {
        let Replacement { bot_id, unit_id, title, scope, bot_token, is_active, welcome_message } = new;
        let unit_id = unit_id.map(UnitId);
        Self { bot_id, unit_id, title, scope, bot_token, is_active, welcome_message, ..Self::default() }
    }
}
