//! An integration as section 5 of the contract shows it: exactly 12 keys, in an envelope.

use chrono::{DateTime, Utc};
use serde::Serialize;
use switchboard_services::{integrations::IntegrationView, people::ChatScope};
use utoipa::ToSchema;
use uuid::Uuid;

/// What answers are wrapped in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Data<T> {
    pub(crate) data: T,
}

/// An integration of a unit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UnitIntegration {
    id: Uuid,
    /// The bot's record: the caller's own id, or one that follows from the bot.
    bot_id: Uuid,
    unit_id: Uuid,
    title: String,
    /// Whether the bot polls and sends.
    is_active: bool,
    /// Bullets and the last four characters.
    #[schema(required, example = "••••••••:••••••••x7Qz")]
    bot_token: Option<String>,
    /// Always true: no token is ever shown.
    is_token_masked: bool,
    /// `private`, `group` or `both`: in which chats the bot answers.
    #[schema(example = "both")]
    scope: &'static str,
    /// What /start is answered with.
    #[schema(required)]
    welcome_message: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// Null on live integrations.
    #[schema(required)]
    deleted_at: Option<DateTime<Utc>>,
}

impl From<IntegrationView> for UnitIntegration {
    fn from(view: IntegrationView) -> Self {
        Self {
            id: view.id.0,
            bot_id: view.bot_id,
            unit_id: view.unit_id.0,
            title: view.title,
            is_active: view.is_active,
            bot_token: view.bot_token_masked,
            is_token_masked: true,
            scope: match view.scope {
                ChatScope::Private => "private",
                ChatScope::Group => "group",
                ChatScope::Both => "both",
            },
            welcome_message: view.welcome_message,
            created_at: view.created_at,
            updated_at: view.updated_at,
            deleted_at: view.deleted_at,
        }
    }
}
