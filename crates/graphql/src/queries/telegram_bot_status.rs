//! `telegramBotStatus`: how the tenant's bot is doing.

use async_graphql::{Context, Object};

use crate::{caller::session, error::Result, types};

#[derive(Default)]
pub(super) struct TelegramBotStatusQuery;

#[Object]
impl TelegramBotStatusQuery {
    /// How the tenant's bot is doing. For admins.
    async fn telegram_bot_status(&self, ctx: &Context<'_>) -> Result<types::TelegramBotStatus> {
        let (services, actor) = session(ctx)?;
        let status = services.integrations.bot_status(actor).await?;
        Ok(types::TelegramBotStatus(status))
    }
}
