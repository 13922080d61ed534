//! `deliveries`, `delivery`, `deliveryAlerts`: what an operator sees.

use async_graphql::{Context, ID, Object};

use crate::{
    caller::session,
    error::Result,
    number,
    types::{Delivery, DeliveryAlert, DeliveryDetails, DeliveryState},
};

#[derive(Default)]
pub(super) struct DeliveriesQuery;

#[Object]
impl DeliveriesQuery {
    /// Sends, newest first. For admins, and API keys with the scope `deliveries`.
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in this state.")] state: Option<DeliveryState>,
        #[graphql(desc = "Only those before this one: the id of the last of the page before.")]
        before: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 if it is left out.")] first: Option<i32>,
    ) -> Result<Vec<Delivery>> {
        let (services, actor) = session(ctx)?;
        let before = before.map(|id| number::id(&id)).transpose()?;
        let take = number::count(first)?;
        let sends = services.deliveries.list(actor, state.map(Into::into), before, take).await?;
        Ok(sends.into_iter().map(Delivery).collect())
    }

    /// One send with its tries.
    async fn delivery(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<DeliveryDetails> {
        let (services, actor) = session(ctx)?;
        Ok(DeliveryDetails(services.deliveries.get(actor, number::id(&id)?).await?))
    }

    /// What wants a person's attention: dead bots, stuck lanes, updates that could not be handled.
    async fn delivery_alerts(&self, ctx: &Context<'_>) -> Result<Vec<DeliveryAlert>> {
        let (services, actor) = session(ctx)?;
        Ok(services.deliveries.alerts(actor).await?.into_iter().map(Into::into).collect())
    }
}
