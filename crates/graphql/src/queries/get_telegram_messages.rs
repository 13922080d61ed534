//! `getTelegramMessages`: a user's history with the bot.

use async_graphql::{Context, ID, Object};

use crate::{
    caller::session,
    error::Result,
    types::{MessagePage, TelegramMessage},
};

const DEFAULT_PAGE: i32 = 0;
const DEFAULT_SIZE: i32 = 20;

#[derive(Default)]
pub(super) struct GetTelegramMessagesQuery;

#[Object]
impl GetTelegramMessagesQuery {
    /// A user's messages, newest first: what they wrote, the replies and the notifications. One's own, or anybody's of
    /// the tenant for an admin.
    async fn get_telegram_messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user's id in the host application, as a number or as text.")] user_id: ID,
        #[graphql(desc = "Which page, from 0. Without it: 0.")] page: Option<i32>,
        #[graphql(desc = "How many messages a page holds, 1 to 100. Without it: 20.")] size: Option<i32>,
    ) -> Result<MessagePage> {
        let (services, actor) = session(ctx)?;
        let (page, size) = (page.unwrap_or(DEFAULT_PAGE), size.unwrap_or(DEFAULT_SIZE));
        let messages = services.support.history(actor, &user_id, page, size).await?;
        Ok(MessagePage(messages.into_iter().map(TelegramMessage).collect()))
    }
}
