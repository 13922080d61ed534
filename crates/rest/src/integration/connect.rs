//! `POST /integration`: sets the default integration up, or, with `botToken`, connects one more bot to a unit.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request, State},
    http::StatusCode,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize, de::IgnoredAny};
use switchboard_services::{
    Services, UnitId,
    integrations::{Field, NewIntegration, NewUnitIntegration},
};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    object::Integration,
    unit_object::{Data, UnitIntegration},
};
use crate::{
    caller::Caller,
    json_body,
    problem::{Problem, ProblemBody},
};

/// The default integration. What is left out stays as it was.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewIntegration)]
pub(super) struct OfDefault {
    /// As @BotFather shows it.
    #[schema(value_type = String, min_length = 20, max_length = 255)]
    bot_token: SecretString,
    /// The owner's chat; null clears it.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    owner_chat_id: Field<i64>,
    /// What /start is answered with; null clears it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 4096)]
    welcome_message: Field<String>,
}

/// One more bot of a unit.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewUnitIntegration)]
#[serde(rename_all = "camelCase")]
pub(super) struct OfUnit {
    /// The caller's own id of the bot's record.
    bot_id: Option<Uuid>,
    unit_id: Uuid,
    /// The bot's name where it is left out.
    #[schema(min_length = 1, max_length = 255)]
    title: Option<String>,
    /// `private`, `group` (also `groups`) or `both`, which is also meant where it is left out.
    #[schema(example = "both", pattern = "^(private|groups?|both)$")]
    scope: Option<String>,
    /// As @BotFather shows it.
    #[schema(value_type = String, min_length = 20, max_length = 255)]
    bot_token: SecretString,
    /// What /start is answered with.
    #[schema(max_length = 4096)]
    welcome_message: Option<String>,
}

/// Told apart by the token's name; never both.
// Described by its derives, but read by hand (below): what is wrong is then said of the kind that was meant.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Connection {
    Default(OfDefault),
    Unit(OfUnit),
}

/// Told apart as the request.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Connected {
    Default(Integration),
    Unit(Data<UnitIntegration>),
}

/// Names of fields that tell the kinds apart.
#[derive(Deserialize)]
struct Kind {
    bot_token: Option<IgnoredAny>,
    owner_chat_id: Option<IgnoredAny>,
    #[serde(rename = "botToken")]
    unit_bot_token: Option<IgnoredAny>,
    #[serde(rename = "unitId")]
    unit_id: Option<IgnoredAny>,
    #[serde(rename = "botId")]
    bot_id: Option<IgnoredAny>,
}

/// Connect a bot
///
/// With `bot_token`: the tenant's default integration is set up, or replaced (then its id, its time of creation and what is
/// left out stay). With `botToken`: one more bot for a unit.
#[utoipa::path(
    post, path = "/integration", tag = "Integration", operation_id = "connectIntegration",
    request_body = Connection,
    responses(
        (status = 201, body = Connected, description = "It is connected, also where it replaces one."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such unit."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The bot is connected elsewhere."),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "Both kinds at once."),
    )
)]
pub(super) async fn connect(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    connection: Connection,
) -> Result<(StatusCode, Json<Connected>), Problem> {
    let connected = match connection {
        Connection::Default(new) => {
            Connected::Default(services.integrations.connect(&actor, new.into()).await?.into())
        }
        Connection::Unit(new) => {
            let data = services.integrations.connect_to_unit(&actor, new.into()).await?.into();
            Connected::Unit(Data { data })
        }
    };
    Ok((StatusCode::CREATED, Json(connected)))
}

impl<S: Send + Sync> FromRequest<S> for Connection {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await.map_err(json_body::unreadable)?;
        let kind: Kind = json_body::fit(&body)?;
        let is_default = kind.bot_token.is_some() || kind.owner_chat_id.is_some();
        let is_unit = kind.unit_bot_token.is_some() || kind.unit_id.is_some() || kind.bot_id.is_some();
        match (is_default, is_unit) {
            (true, true) => Err(Problem::unprocessable(
                "Send either bot_token (the default integration) or botToken (an integration of a unit), not both.",
            )),
            (_, true) => json_body::fit(&body).map(Self::Unit),
            _ => json_body::fit(&body).map(Self::Default),
        }
    }
}

impl From<OfDefault> for NewIntegration {
    fn from(new: OfDefault) -> Self {
        let OfDefault { bot_token, owner_chat_id, welcome_message } = new;
        Self { bot_token, owner_chat_id, welcome_message, api_url: Field::Kept }
    }
}

impl From<OfUnit> for NewUnitIntegration {
    fn from(new: OfUnit) -> Self {
        Self {
            bot_id: new.bot_id,
            unit_id: UnitId(new.unit_id),
            title: new.title,
            scope: new.scope,
            bot_token: new.bot_token,
            welcome_message: new.welcome_message.map_or(Field::Kept, Field::Set),
            api_url: Field::Kept,
        }
    }
}
