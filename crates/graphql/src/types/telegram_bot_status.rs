//! How a bot is doing.

use async_graphql::Object;
use switchboard_services::integrations::BotStatus;

pub(crate) struct TelegramBotStatus(pub(crate) BotStatus);

/// How the tenant's bot is doing.
#[Object]
impl TelegramBotStatus {
    /// Whether the bot answers at Telegram now.
    async fn connected(&self) -> bool {
        self.0.connected
    }

    /// The bot's username, without `@`.
    async fn bot_username(&self) -> Option<&str> {
        self.0.bot_username.as_deref()
    }

    /// The bot's display name.
    async fn bot_name(&self) -> Option<&str> {
        self.0.bot_name.as_deref()
    }

    /// How many people the bot can write to.
    async fn subscriber_count(&self) -> i32 {
        // GraphQL's Int has 32 bits.
        i32::try_from(self.0.subscriber_count).unwrap_or(i32::MAX)
    }

    /// Where Telegram sends updates to, while a webhook is registered.
    async fn webhook_url(&self) -> Option<&str> {
        self.0.webhook_url.as_deref()
    }
}
