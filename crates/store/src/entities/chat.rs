//! A chat as one bot sees it: what it is called, and what delivery must know to pace it.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{BotId, ChatId, OutboxId, TenantId};

/// Telegram's chat type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ChatKind {
    #[sea_orm(string_value = "private")]
    Private,
    #[sea_orm(string_value = "group")]
    Group,
    #[sea_orm(string_value = "supergroup")]
    Supergroup,
    #[sea_orm(string_value = "channel")]
    Channel,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chat")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ChatId,
    pub bot_id: BotId,
    pub tenant_id: TenantId,
    /// Telegram's id; changes when a group becomes a supergroup.
    pub telegram_chat_id: i64,
    pub kind: ChatKind,
    pub title: Option<String>,
    pub username: Option<String>,
    /// The bot's own status there, as Telegram calls it.
    pub membership: Option<String>,
    /// Telegram's id of the person who added the bot.
    pub added_by: Option<i64>,
    /// Whether an update came from it. Not yet for a chat that was only written to by its id.
    pub is_heard: bool,
    pub last_sent_at: Option<DateTime<Utc>>,
    pub blocked_until: Option<DateTime<Utc>>,
    pub waits_for: Option<OutboxId>,
    pub first_seen_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
