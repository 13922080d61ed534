//! `POST /channels/dispatch`: the application tells what happened.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use switchboard_services::{
    ChannelId, Error, Services,
    channels::{self, Audience, Target},
};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    hints::Hints,
    outcome::{Dispatch, DispatchType},
};
use crate::{
    caller::Caller,
    json_body::JsonBody,
    problem::{Problem, ProblemBody},
};

/// What happened, and where to tell it: in a channel, or in every one that wants the topic at this level. Lengths are counted
/// in UTF-16.
#[derive(Deserialize, ToSchema)]
pub(super) struct Alert {
    /// This channel.
    channel_id: Option<Uuid>,
    /// What it is about: 1 to 64 letters, digits, `_`, `-`, `.`, `:` or `/`.
    #[schema(example = "orders.paid")]
    topic: Option<String>,
    /// How urgent it is.
    #[schema(minimum = 1, maximum = 5)]
    level: Option<i32>,
    /// With a topic: also the channels of the tenant's users.
    #[serde(default)]
    include_users: bool,
    /// With a topic: the channels of this user instead of the tenant's, by their id in the host application.
    user_id: Option<String>,
    r#type: DispatchType,
    /// One line.
    #[schema(min_length = 1, max_length = 256)]
    title: String,
    /// What the title leads to: http or https.
    link: Option<String>,
    /// A picture that Telegram fetches: http or https.
    image_url: Option<String>,
    /// The whole is cut at 4096 characters.
    #[schema(max_length = 10_000)]
    description: Option<String>,
    /// Facts.
    #[serde(default)]
    #[schema(max_items = 30)]
    tags: Vec<Tag>,
    /// Buttons.
    #[serde(default)]
    #[schema(max_items = 10)]
    callbacks: Vec<Callback>,
    /// When it happened.
    occurred_at: Option<DateTime<Utc>>,
    /// Made up by the caller: asking again under it sends nothing again and answers the same dispatch, for 24 hours.
    #[schema(max_length = 255)]
    idempotency_key: Option<String>,
}

/// A fact.
#[derive(Deserialize, ToSchema)]
#[schema(as = AlertTag)]
pub(super) struct Tag {
    /// One line.
    #[schema(min_length = 1, max_length = 64)]
    key: String,
    #[schema(max_length = 2048)]
    value: String,
}

/// A button that opens an address.
#[derive(Deserialize, ToSchema)]
#[schema(as = AlertCallback)]
pub(super) struct Callback {
    /// One line.
    #[schema(min_length = 1, max_length = 64)]
    label: String,
    /// http or https, with a full domain.
    url: String,
}

/// Dispatch to alert channels
///
/// Accepted durably for every channel that wants it; what a channel does not want is recorded as skipped, with the reason. A
/// plain user dispatches to their own channels, 120 times an hour.
#[utoipa::path(
    post, path = "/channels/dispatch", tag = "Channels", operation_id = "dispatchToChannels", request_body = Alert,
    params(("Accept-Language" = Option<String>, Header, description = "`ru` for Russian hints.")),
    responses(
        (status = 202, body = Dispatch, description = "What became of it so far."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such channel or user."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The idempotency key was used for something else."),
    )
)]
pub(super) async fn dispatch(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    Hints(lang): Hints,
    JsonBody(alert): JsonBody<Alert>,
) -> Result<(StatusCode, Json<Dispatch>), Problem> {
    let dispatched = services.channels.dispatch(&actor, alert.try_into()?).await?;
    Ok((StatusCode::ACCEPTED, Json(Dispatch::of(dispatched, lang))))
}

impl TryFrom<Alert> for channels::Alert {
    type Error = Error;

    fn try_from(alert: Alert) -> Result<Self, Error> {
        let audience = Audience::choose(alert.include_users, alert.user_id)?;
        let channel = alert.channel_id.map(ChannelId);
        let tag = |tag: Tag| channels::Tag { key: tag.key, value: tag.value };
        let callback = |callback: Callback| channels::Callback { label: callback.label, url: callback.url };
        Ok(Self {
            target: Target::choose(channel, alert.topic, alert.level, audience)?,
            kind: alert.r#type.into(),
            title: alert.title,
            link: alert.link,
            image_url: alert.image_url,
            description: alert.description,
            tags: alert.tags.into_iter().map(tag).collect(),
            callbacks: alert.callbacks.into_iter().map(callback).collect(),
            occurred_at: alert.occurred_at,
            idempotency_key: alert.idempotency_key,
        })
    }
}
