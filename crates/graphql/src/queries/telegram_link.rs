//! `telegramLink`: whether the caller's account is linked.

use async_graphql::{Context, Object};

use crate::{caller::session, error::Result, types};

#[derive(Default)]
pub(super) struct TelegramLinkQuery;

#[Object]
impl TelegramLinkQuery {
    /// Whether the caller's account is linked to a Telegram chat, or a link of theirs awaits the bot.
    async fn telegram_link(&self, ctx: &Context<'_>) -> Result<types::TelegramLink> {
        let (services, actor) = session(ctx)?;
        let status = services.linking.link_status(actor).await?;
        Ok(types::TelegramLink(status))
    }
}
