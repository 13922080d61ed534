//! `POST /channels`: a new alert channel.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use secrecy::SecretString;
use serde::Deserialize;
use switchboard_services::{Services, channels::NewChannel};
use utoipa::ToSchema;

use super::{object::Channel, schedule::ScheduleInput};
use crate::{
    caller::Caller,
    json_body::JsonBody,
    problem::{Problem, ProblemBody},
};

/// A channel to make. Lengths are counted in UTF-16.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewChannel)]
pub(super) struct New {
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    /// Telegram's id of the chat: 64 bits, negative for groups, as text.
    #[schema(example = "-1001234567890")]
    chat_id: String,
    /// The user that it belongs to, by their id in the host application. Without it the tenant; for a plain user themselves.
    user_id: Option<String>,
    /// A bot token of its own; without it the tenant's bot speaks. Spaces are stripped; it is never shown again.
    #[schema(value_type = Option<String>, max_length = 255)]
    token: Option<SecretString>,
    /// When it wants anything; without it always.
    schedule: Option<ScheduleInput>,
    /// The least urgent that it wants.
    #[serde(default = "everything")]
    #[schema(minimum = 1, maximum = 5, default = 1)]
    level: i32,
    /// What it wants; empty: everything.
    #[serde(default)]
    #[schema(max_items = 50)]
    topics: Vec<String>,
    #[serde(default = "yes")]
    #[schema(default = true)]
    is_enabled: bool,
}

fn everything() -> i32 {
    1
}

fn yes() -> bool {
    true
}

/// Make an alert channel
///
/// A user makes their own, site owners, admins and API keys with the scope `channels` any of the tenant.
#[utoipa::path(
    post, path = "/channels", tag = "Channels", operation_id = "createChannel", request_body = New,
    responses(
        (status = 201, body = Channel, description = "It is made."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such user."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The token's bot is connected elsewhere, Telegram can't be asked, or there are too many channels."),
    )
)]
pub(super) async fn create(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    JsonBody(new): JsonBody<New>,
) -> Result<(StatusCode, Json<Channel>), Problem> {
    let made = services.channels.create(&actor, new.into()).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

impl From<New> for NewChannel {
    fn from(new: New) -> Self {
        Self {
            user_id: new.user_id,
            name: new.name,
            chat_id: new.chat_id,
            token: new.token,
            schedule: new.schedule.map(Into::into),
            level: new.level,
            topics: new.topics,
            is_enabled: new.is_enabled,
        }
    }
}
