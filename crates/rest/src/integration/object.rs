//! The default integration as section 2 of the contract shows it: exactly 11 keys.

use chrono::{DateTime, Utc};
use serde::Serialize;
use switchboard_services::integrations::IntegrationView;
use utoipa::ToSchema;
use uuid::Uuid;

/// The tenant's default integration.
#[derive(Serialize, ToSchema)]
pub(crate) struct Integration {
    id: Uuid,
    tenant_id: Uuid,
    /// Without `@`; as Telegram last said.
    #[schema(required)]
    bot_username: Option<String>,
    /// The owner's chat: 64 bits, negative for groups.
    #[schema(required)]
    owner_chat_id: Option<i64>,
    /// Set while a webhook is registered; otherwise the bot is polled.
    #[schema(required)]
    webhook_url: Option<String>,
    is_webhook_active: bool,
    /// Whether the bot polls and sends.
    is_active: bool,
    /// What /start is answered with.
    #[schema(required)]
    welcome_message: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// Bullets and the last four characters.
    #[schema(required, example = "••••••••:••••••••x7Qz")]
    bot_token_masked: Option<String>,
}

impl From<IntegrationView> for Integration {
    fn from(view: IntegrationView) -> Self {
        Self {
            id: view.id.0,
            tenant_id: view.tenant_id.0,
            bot_username: view.bot_username,
            owner_chat_id: view.owner_chat_id,
            is_webhook_active: view.webhook_url.is_some(),
            webhook_url: view.webhook_url,
            is_active: view.is_active,
            welcome_message: view.welcome_message,
            created_at: view.created_at,
            updated_at: view.updated_at,
            bot_token_masked: view.bot_token_masked,
        }
    }
}
