//! Where alerts go: a chat, the bot that speaks in it, and what is wanted there.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{BotId, ChannelId, TenantId, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChannelId,
    pub tenant_id: TenantId,
    /// Whose it is; null: the tenant's.
    pub user_id: Option<UserId>,
    pub name: String,
    /// Telegram's id as it was written: 64 bits, as text.
    pub chat_id: String,
    /// The bot of a token of its own; null: the tenant's default one.
    pub bot_id: Option<BotId>,
    /// Bits of the days on which it wants anything, Monday the lowest; null: it has no schedule.
    pub days: Option<i32>,
    /// Minutes after midnight; null: the whole day.
    pub opens: Option<i32>,
    /// Minutes after midnight, up to 1440; not after `opens`: on the next day.
    pub closes: Option<i32>,
    /// Where midnight is.
    pub time_zone: Option<String>,
    /// The least urgent that it wants, 1 to 5.
    pub level: i32,
    /// What it wants, as a JSON array; empty: everything.
    pub topics: String,
    pub is_enabled: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
