//! A channel as this face shows it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use switchboard_services::channels;
use utoipa::ToSchema;
use uuid::Uuid;

use super::schedule::Schedule;

/// An alert channel. Its token is never shown.
#[derive(Serialize, ToSchema)]
pub(super) struct Channel {
    id: Uuid,
    tenant_id: Uuid,
    /// The user that it belongs to, by their id in the host application; null: the tenant.
    #[schema(required)]
    user_id: Option<String>,
    name: String,
    /// Telegram's id of the chat as it was written: 64 bits.
    #[schema(example = "-1001234567890")]
    chat_id: String,
    /// Who speaks there, without `@`; null while no bot is connected.
    #[schema(required)]
    bot_username: Option<String>,
    /// Whether it speaks with the bot of a token of its own, and not with the tenant's.
    has_own_token: bool,
    /// When it wants anything; null: always.
    #[schema(required)]
    schedule: Option<Schedule>,
    /// The least urgent that it wants, 1 to 5.
    level: i32,
    /// What it wants; empty: everything.
    topics: Vec<String>,
    is_enabled: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<channels::Channel> for Channel {
    fn from(channel: channels::Channel) -> Self {
        Self {
            id: channel.id.0,
            tenant_id: channel.tenant_id.0,
            user_id: channel.user_id,
            name: channel.name,
            chat_id: channel.chat_id,
            bot_username: channel.bot_username,
            has_own_token: channel.has_own_token,
            schedule: channel.schedule.map(Schedule::from),
            level: channel.level,
            topics: channel.topics,
            is_enabled: channel.is_enabled,
            created_at: channel.created_at,
            updated_at: channel.updated_at,
        }
    }
}
