//! One Telegram bot owned by a unit, with its settings. The token is ciphertext only.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{BotId, IntegrationId, TenantId, UnitId};

/// Who set the integration up. The environment seeds only what nobody else configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ConfiguredBy {
    /// From `TELEGRAM_BOT_TOKEN` at start.
    #[sea_orm(string_value = "environment")]
    Environment,
    /// By a call or a command.
    #[sea_orm(string_value = "api")]
    Api,
}

/// Which chats the bot answers in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ChatScope {
    /// Private chats only.
    #[sea_orm(string_value = "private")]
    Private,
    /// Groups only.
    #[sea_orm(string_value = "group")]
    Group,
    /// Everywhere.
    #[sea_orm(string_value = "both")]
    Both,
}

/// What happens to a send whose answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum DeliveryPolicy {
    /// It goes again, flagged as a possible duplicate.
    #[sea_orm(string_value = "resend")]
    Resend,
    /// It stays uncertain until a person sends it again.
    #[sea_orm(string_value = "park")]
    Park,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "integration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IntegrationId,
    pub tenant_id: TenantId,
    pub unit_id: UnitId,
    pub is_default: bool,
    /// The bot of alert channels with a token of their own: not polled, not listed, relays nothing.
    pub sends_only: bool,
    pub configured_by: ConfiguredBy,
    pub bot_id: Option<BotId>,
    pub bot_username: Option<String>,
    pub bot_name: Option<String>,
    /// What its owner calls the bot's record; null: an id that follows from the bot's.
    pub public_bot_id: Option<Uuid>,
    pub title: Option<String>,
    pub scope: ChatScope,
    pub token_key_id: Option<String>,
    pub token_nonce: Option<Vec<u8>>,
    pub token_ciphertext: Option<Vec<u8>>,
    /// The last four characters, for the masked form.
    pub token_hint: Option<String>,
    pub owner_chat_id: Option<i64>,
    pub support_chat_id: Option<i64>,
    /// Telegram user ids that may answer, as a JSON array; null: every member of the support chat.
    pub agents: Option<String>,
    pub welcome_message: Option<String>,
    /// The Bot API server; null: the configured one.
    pub api_root: Option<String>,
    /// The random part of the webhook's path.
    pub webhook_key: String,
    pub webhook_secret_hash: Option<Vec<u8>>,
    /// Set while a webhook is registered; otherwise the bot is polled.
    pub webhook_url: Option<String>,
    pub is_active: bool,
    pub delivery_policy: DeliveryPolicy,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
