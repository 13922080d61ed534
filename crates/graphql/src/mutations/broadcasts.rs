//! `createBroadcast`, `cancelBroadcast`: messages to many.

use async_graphql::{Context, ID, Object};

use crate::{
    caller::session,
    error::Result,
    number,
    types::{Broadcast, CreateBroadcastInput},
};

#[derive(Default)]
pub(super) struct BroadcastsMutation;

#[Object]
impl BroadcastsMutation {
    /// Accepts a message to all linked users, or to those who speak a language, durably and as one call; the sends
    /// follow behind everything more urgent. For admins, and API keys with the scope `notifications`.
    async fn create_broadcast(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to send, and to whom.")] input: CreateBroadcastInput,
    ) -> Result<Broadcast> {
        let (services, actor) = session(ctx)?;
        let id = services.broadcasts.create(actor, input.into()).await?;
        Ok(Broadcast(services.broadcasts.progress(actor, id).await?))
    }

    /// Takes a message to many back; what Telegram has already stays.
    async fn cancel_broadcast(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<Broadcast> {
        let (services, actor) = session(ctx)?;
        let id = number::uuid(&id)?;
        services.broadcasts.cancel(actor, id).await?;
        Ok(Broadcast(services.broadcasts.progress(actor, id).await?))
    }
}
