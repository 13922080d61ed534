//! `testTelegramConnection`: whether a message arrives now.

use async_graphql::{Context, Object};

use crate::{caller::session, error::Result};

#[derive(Default)]
pub(super) struct TestTelegramConnectionMutation;

#[Object]
impl TestTelegramConnectionMutation {
    /// Sends a short message to the caller's linked chat (an admin: to any contact's chat) and waits up to 10 seconds.
    /// `true` once Telegram took it; `false` if the bot is blocked, the account is gone or Telegram is out of reach.
    async fn test_telegram_connection(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Telegram's chat id: a 64-bit integer, as text.")] chat_id: String,
    ) -> Result<bool> {
        let (services, actor) = session(ctx)?;
        Ok(services.notifications.test_connection(actor, &chat_id).await?)
    }
}
