//! `PATCH /channels/{id}`: some settings of an alert channel.

use std::sync::Arc;

use axum::{Json, extract::State};
use secrecy::SecretString;
use serde::Deserialize;
use switchboard_services::{
    ChannelId, Services,
    channels::{ChannelChange, Field, NewSchedule},
};
use utoipa::ToSchema;

use super::{object::Channel, schedule::ScheduleInput};
use crate::{
    caller::Caller,
    json_body::{JsonBody, given},
    path_id::PathId,
    problem::{Problem, ProblemBody},
};

/// What changes; what is left out stays. Lengths are counted in UTF-16.
#[derive(Deserialize, ToSchema)]
#[schema(as = ChannelChange)]
pub(super) struct Change {
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 255)]
    name: Option<String>,
    /// Telegram's id of the chat: 64 bits, negative for groups, as text.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, example = "-1001234567890")]
    chat_id: Option<String>,
    /// A bot token of its own; null: the tenant's bot speaks.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255)]
    token: Field<SecretString>,
    /// When it wants anything; null: always.
    #[serde(default)]
    #[schema(value_type = Option<ScheduleInput>)]
    schedule: Field<ScheduleInput>,
    /// The least urgent that it wants.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = i32, required = false, minimum = 1, maximum = 5)]
    level: Option<i32>,
    /// What it wants; empty: everything.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Vec<String>, required = false, max_items = 50)]
    topics: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false)]
    is_enabled: Option<bool>,
}

/// Change an alert channel
#[utoipa::path(
    patch, path = "/channels/{id}", tag = "Channels", operation_id = "updateChannel",
    params(("id" = Uuid, Path, description = "The channel.")),
    request_body = Change,
    responses(
        (status = 200, body = Channel, description = "As it is now."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such channel."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The token's bot is connected elsewhere, or Telegram can't be asked."),
    )
)]
pub(super) async fn update(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    PathId(id): PathId<ChannelId>,
    JsonBody(change): JsonBody<Change>,
) -> Result<Json<Channel>, Problem> {
    Ok(Json(services.channels.change(&actor, id, change.into()).await?.into()))
}

impl From<Change> for ChannelChange {
    fn from(change: Change) -> Self {
        let Change { name, chat_id, token, schedule, level, topics, is_enabled } = change;
        let schedule = match schedule {
            Field::Kept => Field::Kept,
            Field::Cleared => Field::Cleared,
            Field::Set(schedule) => Field::Set(NewSchedule::from(schedule)),
        };
        Self { name, chat_id, token, schedule, level, topics, is_enabled }
    }
}
