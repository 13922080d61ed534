//! A bot and its settings.

use async_graphql::{Enum, ID, Object};
use switchboard_services::integrations::IntegrationView;

use super::{DateTime, NodeId};

#[derive(Clone)]
pub(crate) struct Integration(pub(crate) IntegrationView);

/// Which chats a bot answers in.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::people::ChatScope")]
pub(crate) enum ChatScope {
    /// Private chats only.
    Private,
    /// Groups only.
    Group,
    /// Everywhere.
    Both,
}

/// One Telegram bot of the tenant with its settings. The token is never shown.
#[Object]
impl Integration {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        NodeId::Integration(self.0.id).into()
    }

    /// The unit that it is in.
    async fn unit_id(&self) -> ID {
        ID(self.0.unit_id.to_string())
    }

    /// What it is called.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The bot's username, without `@`.
    async fn bot_username(&self) -> Option<&str> {
        self.0.bot_username.as_deref()
    }

    /// Bullets and the last four characters of the token.
    async fn bot_token_masked(&self) -> Option<&str> {
        self.0.bot_token_masked.as_deref()
    }

    /// Which chats the bot answers in.
    async fn scope(&self) -> ChatScope {
        self.0.scope.into()
    }

    /// Whether the bot answers and sends.
    async fn is_active(&self) -> bool {
        self.0.is_active
    }

    /// Where Telegram sends updates to, while a webhook is registered.
    async fn webhook_url(&self) -> Option<&str> {
        self.0.webhook_url.as_deref()
    }

    /// Telegram's id of the chat in which people are answered: a 64-bit integer, as text.
    async fn support_chat_id(&self) -> Option<String> {
        self.0.support_chat_id.map(|id| id.to_string())
    }

    /// Telegram ids of those who may answer, as text; null: every member of the support chat.
    async fn agents(&self) -> Option<Vec<String>> {
        self.0.agents.as_ref().map(|ids| ids.iter().map(ToString::to_string).collect())
    }

    /// Telegram's id of the owner's chat: a 64-bit integer, as text.
    async fn owner_chat_id(&self) -> Option<String> {
        self.0.owner_chat_id.map(|id| id.to_string())
    }

    /// The Bot API server that the bot is at; null: the configured one.
    async fn api_url(&self) -> Option<&str> {
        self.0.api_url.as_deref()
    }

    /// What the bot says to /start.
    async fn welcome_message(&self) -> Option<&str> {
        self.0.welcome_message.as_deref()
    }

    /// When it was connected.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}
