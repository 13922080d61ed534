//! A private chat that pressed /start, and the person in it as Telegram last showed them.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{BotId, ChatId, ContactId, TenantId};

/// Whether the person can be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ContactState {
    /// Yes.
    #[sea_orm(string_value = "active")]
    Active,
    /// They said /stop: nothing but answers to what they do.
    #[sea_orm(string_value = "stopped")]
    Stopped,
    /// They blocked the bot.
    #[sea_orm(string_value = "blocked")]
    Blocked,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactId,
    pub tenant_id: TenantId,
    pub bot_id: BotId,
    pub chat_id: ChatId,
    pub telegram_user_id: i64,
    /// As Telegram last showed it, without `@`.
    pub username: Option<String>,
    /// The same in lower case, to compare by.
    pub username_key: Option<String>,
    pub first_name: String,
    pub last_name: Option<String>,
    pub language_code: Option<String>,
    pub state: ContactState,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
