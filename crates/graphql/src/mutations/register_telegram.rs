//! `registerTelegram`: links the caller's account to a Telegram chat.

use async_graphql::{Context, Object};

use crate::{
    caller::session,
    error::Result,
    types::{TelegramRegistration, TelegramRegistrationResult},
};

#[derive(Default)]
pub(super) struct RegisterTelegramMutation;

#[Object]
impl RegisterTelegramMutation {
    /// Links the caller's account to the Telegram chat of `username` by the code that the bot sent there. Without a code
    /// the bot sends one, and the answer is `success: false`. A wrong, used or expired code is an answer, not an error.
    async fn register_telegram(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The Telegram username and the code.")] registration: TelegramRegistration,
    ) -> Result<TelegramRegistrationResult> {
        let (services, actor) = session(ctx)?;
        let result = services.linking.register(actor, registration.into()).await?;
        Ok(TelegramRegistrationResult(result))
    }
}
