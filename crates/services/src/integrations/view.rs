//! An integration as callers see it: everything but its secrets.

use chrono::{DateTime, Utc};
use switchboard_store::{
    IntegrationId, TenantId, UnitId,
    entities::integration::{ChatScope, Model},
};
use uuid::Uuid;

use crate::sealing::digest;

/// How many characters of a secret are replaced, however long it is.
const BULLETS: &str = "••••••••";

/// One bot with its settings, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrationView {
    /// The integration.
    pub id: IntegrationId,
    /// Whose it is.
    pub tenant_id: TenantId,
    /// The part of the tenant.
    pub unit_id: UnitId,
    /// The id of the bot's record: its owner's own, or one that follows from the bot.
    pub bot_id: Uuid,
    /// What people call it; the bot's name where nobody gave a title.
    pub title: String,
    /// Which chats the bot answers in.
    pub scope: ChatScope,
    /// Without `@`.
    pub bot_username: Option<String>,
    /// Where people are answered: 64 bits, negative for groups.
    pub support_chat_id: Option<i64>,
    /// Telegram ids of those who may answer; `None`: every member of the support chat.
    pub agents: Option<Vec<i64>>,
    /// The owner's chat: 64 bits, negative for groups.
    pub owner_chat_id: Option<i64>,
    /// Set while a webhook is registered.
    pub webhook_url: Option<String>,
    /// Whether the bot polls and sends.
    pub is_active: bool,
    /// The Bot API server; `None`: the configured one.
    pub api_url: Option<String>,
    /// What /start is answered with.
    pub welcome_message: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was deleted; always `None` on what can be found.
    pub deleted_at: Option<DateTime<Utc>>,
    /// Bullets and the last four characters.
    pub bot_token_masked: Option<String>,
}

impl From<Model> for IntegrationView {
    fn from(row: Model) -> Self {
        let bot_token_masked = masked(&row);
        let title = row.title.or(row.bot_name).or_else(|| row.bot_username.clone()).unwrap_or_default();
        Self {
            id: row.id,
            tenant_id: row.tenant_id,
            unit_id: row.unit_id,
            bot_id: row.public_bot_id.unwrap_or_else(|| record_id(row.bot_id.unwrap_or_default())),
            title,
            scope: row.scope,
            bot_username: row.bot_username,
            support_chat_id: row.support_chat_id,
            agents: row.agents.map(|list| serde_json::from_str(&list).unwrap_or_default()),
            owner_chat_id: row.owner_chat_id,
            webhook_url: row.webhook_url,
            is_active: row.is_active,
            api_url: row.api_root,
            welcome_message: row.welcome_message,
            created_at: row.created_at,
            updated_at: row.updated_at,
            deleted_at: row.deleted_at,
            bot_token_masked,
        }
    }
}

/// Neither the bot's id nor the length of the secret is shown.
pub(super) fn masked(row: &Model) -> Option<String> {
    row.token_hint.as_deref().map(|hint| format!("{BULLETS}:{BULLETS}{hint}"))
}

/// The same for the same bot, always.
fn record_id(bot: i64) -> Uuid {
    let hash = digest(format!("switchboard bot {bot}").as_bytes());
    let mut bytes = [0u8; 16];
    bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
