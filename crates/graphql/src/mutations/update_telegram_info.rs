//! `updateTelegramInfo`: confirms what is stored of the caller's chat.

use async_graphql::{Context, Object};

use crate::{caller::session, error::Result, types::TelegramInfo};

#[derive(Default)]
pub(super) struct UpdateTelegramInfoMutation;

#[Object]
impl UpdateTelegramInfoMutation {
    /// Refreshes what is stored of the caller's own linked chat. It never links: `BAD_USER_INPUT` for another username
    /// than Telegram last reported, `NOT_FOUND` for a chat that is not the caller's.
    async fn update_telegram_info(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The username that Telegram last reported for the chat, with or without `@`.")]
        username: String,
        #[graphql(desc = "The caller's linked chat: a 64-bit integer, as text.")] chat_id: String,
    ) -> Result<TelegramInfo> {
        let (services, actor) = session(ctx)?;
        let info = services.linking.update_info(actor, &username, &chat_id).await?;
        Ok(TelegramInfo(info))
    }
}
