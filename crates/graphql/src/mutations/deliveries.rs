//! `replayDelivery`, `cancelDelivery`: what an operator may do to a send.

use async_graphql::{Context, ID, Object};

use crate::{caller::session, error::Result, number};

#[derive(Default)]
pub(super) struct DeliveriesMutation;

#[Object]
impl DeliveriesMutation {
    /// Sends again what failed, expired, was cancelled or is uncertain, once; answers with the id of the new send. For
    /// admins, and API keys with the scope `deliveries`.
    async fn replay_delivery(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<ID> {
        let (services, actor) = session(ctx)?;
        let again = services.deliveries.replay(actor, number::id(&id)?).await?;
        Ok(ID(again.to_string()))
    }

    /// Takes a send back that has not started.
    async fn cancel_delivery(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<bool> {
        let (services, actor) = session(ctx)?;
        services.deliveries.cancel(actor, number::id(&id)?).await?;
        Ok(true)
    }
}
