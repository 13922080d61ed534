//! A linked chat.

use async_graphql::Object;

pub(crate) struct TelegramInfo(pub(crate) switchboard_services::linking::TelegramInfo);

/// The Telegram chat that an account is linked to.
#[Object]
impl TelegramInfo {
    /// The username as Telegram last reported it, without `@`; null if the account has none.
    async fn telegram_username(&self) -> Option<&str> {
        self.0.username.as_deref()
    }

    /// Telegram's chat id: a 64-bit integer, as text.
    async fn telegram_chat_id(&self) -> Option<String> {
        Some(self.0.chat_id.to_string())
    }
}
