//! `unlinkTelegram`: ends the caller's link.

use async_graphql::{Context, Object};

use crate::{caller::session, error::Result};

#[derive(Default)]
pub(super) struct UnlinkTelegramMutation;

#[Object]
impl UnlinkTelegramMutation {
    /// Ends the link of the caller's account, and takes back a deep link that is outstanding. `true`, always.
    async fn unlink_telegram(&self, ctx: &Context<'_>) -> Result<bool> {
        let (services, actor) = session(ctx)?;
        services.linking.unlink(actor).await?;
        Ok(true)
    }
}
