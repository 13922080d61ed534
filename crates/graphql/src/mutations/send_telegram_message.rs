//! `sendTelegramMessage`: an admin writes into a contact's chat.

use async_graphql::{Context, ID, Object};

use crate::{caller::session, error::Result, types::SendTelegramMessageResult};

#[derive(Default)]
pub(super) struct SendTelegramMessageMutation;

#[Object]
impl SendTelegramMessageMutation {
    /// Sends a message to any contact of the tenant, linked or not. For admins.
    async fn send_telegram_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Telegram's id of the contact's chat: a 64-bit integer, as text.")] chat_id: String,
        #[graphql(desc = "Plain text of 1 to 4096 characters, as Telegram counts them (UTF-16).")]
        message: String,
    ) -> Result<SendTelegramMessageResult> {
        let (services, actor) = session(ctx)?;
        let id = services.support.send_message(actor, &chat_id, &message).await?;
        Ok(SendTelegramMessageResult { success: true, message_id: ID(id.to_string()) })
    }
}
