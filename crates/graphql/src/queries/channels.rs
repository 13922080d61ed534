//! `channels`, `channel`, `channelDispatch` and `telegramChats`: where alerts go, and what became of them.

use async_graphql::{Context, ID, Object};
use switchboard_services::DispatchId;

use super::connection;
use crate::{
    caller::session,
    error::Result,
    number,
    types::{Channel, ChannelDispatch, Connection, NodeId, TelegramChat, Total},
};

connection! {
    /// The alert channels that the caller manages, the newest first: for site owners and admins all of the tenant, for
    /// others their own.
    ChannelListQuery.channels(services, actor, span) -> Channel {
        let slice = services.channels.list(actor, &span).await?;
        Ok(Connection::new(slice, &span, Total::Channels, |row| row.id.0, Channel))
    }
}

#[derive(Default)]
pub(super) struct ChannelsQuery;

#[Object]
impl ChannelsQuery {
    /// One alert channel that the caller manages.
    async fn channel(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<Channel> {
        let (services, actor) = session(ctx)?;
        Ok(Channel(services.channels.get(actor, NodeId::channel(&id)?).await?))
    }

    /// What was dispatched, and what became of it so far, channel by channel. A plain user finds what they dispatched.
    async fn channel_dispatch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The dispatch's id.")] id: ID,
    ) -> Result<ChannelDispatch> {
        let (services, actor) = session(ctx)?;
        let id = DispatchId(number::uuid(&id)?);
        Ok(ChannelDispatch(services.channels.dispatched(actor, id).await?))
    }

    /// The chats of the tenant's bot, to pick a channel's chat from: groups and channels that it was not removed from, then
    /// people; each newest first. A plain user sees groups that they added the bot to, and their linked chat.
    async fn telegram_chats(&self, ctx: &Context<'_>) -> Result<Vec<TelegramChat>> {
        let (services, actor) = session(ctx)?;
        Ok(services.channels.chats(actor).await?.into_iter().map(TelegramChat).collect())
    }
}
