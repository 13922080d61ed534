//! `broadcast`, `broadcasts`: how far messages to many got.

use async_graphql::{Context, ID, Object};

use crate::{caller::session, error::Result, number, types::Broadcast};

#[derive(Default)]
pub(super) struct BroadcastsQuery;

#[Object]
impl BroadcastsQuery {
    /// A message to many, with its counts. For admins, and API keys with the scope `notifications`.
    async fn broadcast(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<Broadcast> {
        let (services, actor) = session(ctx)?;
        Ok(Broadcast(services.broadcasts.progress(actor, number::uuid(&id)?).await?))
    }

    /// The latest messages to many, newest first.
    async fn broadcasts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if it is left out.")] first: Option<i32>,
    ) -> Result<Vec<Broadcast>> {
        let (services, actor) = session(ctx)?;
        let latest = services.broadcasts.latest(actor, number::count(first)?).await?;
        Ok(latest.into_iter().map(Broadcast).collect())
    }
}
