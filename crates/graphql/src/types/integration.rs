//! A bot and its settings.

use async_graphql::{ID, Object};
use switchboard_services::conversations;

use super::{DateTime, NodeId};

#[derive(Clone)]
pub(crate) struct Integration(pub(crate) conversations::Integration);

/// One Telegram bot of the tenant with its settings. The token is never shown.
#[Object]
impl Integration {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        NodeId::Integration(self.0.id).into()
    }

    /// What it is called.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref().or(self.0.bot_name.as_deref())
    }

    /// The bot's username, without `@`.
    async fn bot_username(&self) -> Option<&str> {
        self.0.bot_username.as_deref()
    }

    /// Whether the bot answers and sends.
    async fn is_active(&self) -> bool {
        self.0.is_active
    }

    /// Telegram's id of the chat in which people are answered: a 64-bit integer, as text.
    async fn support_chat_id(&self) -> Option<String> {
        self.0.support_chat_id.map(|id| id.to_string())
    }

    /// Telegram's id of the owner's chat: a 64-bit integer, as text.
    async fn owner_chat_id(&self) -> Option<String> {
        self.0.owner_chat_id.map(|id| id.to_string())
    }

    /// What the bot says to /start.
    async fn welcome_message(&self) -> Option<&str> {
        self.0.welcome_message.as_deref()
    }

    /// When it was connected.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}
