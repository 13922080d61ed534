//! `deliveries`, `delivery`, `deliveryAlerts`: what an operator sees.

use async_graphql::{Context, ID, Object};

use super::connection;
use crate::{
    caller::session,
    error::Result,
    number,
    types::{Connection, Delivery, DeliveryAlert, DeliveryDetails, DeliveryState, Total},
};

connection! {
    /// Sends, the newest first. For admins, and API keys with the scope `deliveries`.
    SendsQuery.deliveries(
        services, actor, span,
        #["Only those in this state."] state: Option<DeliveryState>,
    ) -> Delivery {
        let state = state.map(Into::into);
        let slice = services.deliveries.list(actor, state, &span).await?;
        Ok(Connection::new(slice, &span, Total::Deliveries(state), |row| row.id, Delivery))
    }
}

#[derive(Default)]
pub(super) struct DeliveriesQuery;

#[Object]
impl DeliveriesQuery {
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
