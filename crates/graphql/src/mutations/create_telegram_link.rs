//! `createTelegramLink`: a deep link to the caller's account.

use async_graphql::{Context, Object};

use crate::{caller::session, error::Result, types::TelegramDeepLink};

#[derive(Default)]
pub(super) struct CreateTelegramLinkMutation;

#[Object]
impl CreateTelegramLinkMutation {
    /// A link that leads to the bot and links the caller's account to the chat in which it is opened and accepted. It
    /// works once, for 20 minutes; asked for again, it is the same one.
    async fn create_telegram_link(&self, ctx: &Context<'_>) -> Result<TelegramDeepLink> {
        let (services, actor) = session(ctx)?;
        let link = services.linking.deep_link(actor).await?;
        Ok(TelegramDeepLink(link))
    }
}
