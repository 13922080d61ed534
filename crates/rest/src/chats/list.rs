//! `GET /chats`: the chats that the bot was started in or added to, so that nobody reads `getUpdates` by hand.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Serialize;
use switchboard_services::{
    Services,
    people::{ChatKind, KnownChat},
};
use utoipa::ToSchema;

use crate::{caller::Caller, problem::Problem};

/// A chat that the bot is in.
#[derive(Serialize, ToSchema)]
pub(super) struct Chat {
    /// Telegram's id: 64 bits, negative for groups and channels.
    id: i64,
    /// `private`, `group`, `supergroup` or `channel`.
    #[schema(example = "supergroup")]
    r#type: &'static str,
    /// The group's title, or the person's name.
    #[schema(required)]
    title: Option<String>,
}

/// The chats of the tenant's bot
///
/// Groups and channels that it was not removed from (at most 500), then people who started it (the latest 500); each newest
/// first. Empty without an integration.
#[utoipa::path(
    get, path = "/chats", tag = "Integration", operation_id = "listChats",
    responses((status = 200, body = Vec<Chat>, description = "The chats."))
)]
pub(super) async fn list(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
) -> Result<Json<Vec<Chat>>, Problem> {
    let chats = services.integrations.chats(&actor).await?;
    Ok(Json(chats.into_iter().map(Chat::from).collect()))
}

impl From<KnownChat> for Chat {
    fn from(chat: KnownChat) -> Self {
        let r#type = match chat.kind {
            ChatKind::Private => "private",
            ChatKind::Group => "group",
            ChatKind::Supergroup => "supergroup",
            ChatKind::Channel => "channel",
        };
        Self { id: chat.id, r#type, title: chat.title }
    }
}
