//! `connectIntegration`, `changeIntegration`, `deleteIntegration`, `testIntegration` and the webhook: the tenant's default bot.
//! Twins of the REST calls.

use async_graphql::{Context, InputObject, MaybeUndefined, Object};
use secrecy::SecretString;
use switchboard_services::{
    integrations::{Field, IntegrationChange, NewIntegration},
    people,
};

use crate::{
    caller::session,
    error::Result,
    types::{Integration, TestIntegrationResult},
};

/// What the default integration is set up with. What is left out stays as it was.
#[derive(InputObject)]
pub(super) struct ConnectIntegrationInput {
    /// As @BotFather shows it: 20 to 255 characters.
    bot_token: String,
    /// The owner's chat: a 64-bit integer, as text; null clears it.
    owner_chat_id: MaybeUndefined<String>,
    /// What /start is answered with, at most 4096 characters; null clears it.
    welcome_message: MaybeUndefined<String>,
    /// The Bot API server that the bot is at, one of those that the operator allows; null: the configured one. A bot that moves
    /// must have left the hosted server before (`logOut`); its webhook begins anew.
    api_url: MaybeUndefined<String>,
}

/// What changes; what is left out stays.
#[derive(InputObject)]
pub(super) struct ChangeIntegrationInput {
    /// Another token: the webhook, its key and its secret begin anew.
    bot_token: Option<String>,
    /// The owner's chat: a 64-bit integer, as text; null clears it.
    owner_chat_id: MaybeUndefined<String>,
    /// Where people are answered: a 64-bit integer, as text; null: nothing is relayed.
    support_chat_id: MaybeUndefined<String>,
    /// Telegram ids of those who may answer, as text; null: every member of the support chat.
    agents: MaybeUndefined<Vec<String>>,
    /// Whether the bot polls and sends. While it does not, its queue is kept.
    is_active: Option<bool>,
    /// What /start is answered with, at most 4096 characters; null clears it.
    welcome_message: MaybeUndefined<String>,
    /// The Bot API server that the bot is at, one of those that the operator allows; null: the configured one. A bot that moves
    /// must have left the hosted server before (`logOut`); its webhook begins anew.
    api_url: MaybeUndefined<String>,
}

#[derive(Default)]
pub(super) struct IntegrationsMutation;

#[Object]
impl IntegrationsMutation {
    /// Sets the tenant's default integration up, or replaces it. `CONFLICT` when the bot is connected elsewhere. For site
    /// owners and admins.
    async fn connect_integration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The bot.")] input: ConnectIntegrationInput,
    ) -> Result<Integration> {
        let (services, actor) = session(ctx)?;
        let new = NewIntegration {
            bot_token: SecretString::from(input.bot_token),
            owner_chat_id: chat(input.owner_chat_id)?,
            welcome_message: field(input.welcome_message),
            api_url: field(input.api_url),
        };
        Ok(Integration(services.integrations.connect(actor, new).await?))
    }

    /// Changes the tenant's default integration. For site owners and admins.
    async fn change_integration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: ChangeIntegrationInput,
    ) -> Result<Integration> {
        let (services, actor) = session(ctx)?;
        let change = IntegrationChange {
            bot_token: input.bot_token.map(SecretString::from),
            owner_chat_id: chat(input.owner_chat_id)?,
            is_active: input.is_active,
            welcome_message: field(input.welcome_message),
            api_url: field(input.api_url),
            support_chat_id: chat(input.support_chat_id)?,
            agents: people_of(input.agents)?,
        };
        Ok(Integration(services.integrations.change(actor, change).await?))
    }

    /// Deletes the tenant's default integration, also if there is none: its webhook is removed at Telegram, its token is
    /// erased. For site owners and admins.
    async fn delete_integration(&self, ctx: &Context<'_>) -> Result<bool> {
        let (services, actor) = session(ctx)?;
        services.integrations.disconnect(actor).await?;
        Ok(true)
    }

    /// Sends a test message ahead of everything else and waits up to 10 seconds for Telegram; says what to look at when it
    /// failed. For site owners and admins.
    async fn test_integration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Instead of the owner's chat: a 64-bit integer, as text.")] chat_id: Option<String>,
    ) -> Result<TestIntegrationResult> {
        let (services, actor) = session(ctx)?;
        let chat_id = chat_id.map(|text| people::telegram_chat_id(&text)).transpose()?;
        Ok(TestIntegrationResult(services.integrations.test(actor, chat_id).await?))
    }

    /// Registers the webhook at Telegram; from then on the bot is not polled. Answers its address, which follows from
    /// `PUBLIC_API_URL`. For site owners and admins.
    async fn register_webhook(&self, ctx: &Context<'_>) -> Result<String> {
        let (services, actor) = session(ctx)?;
        let address = services.integrations.webhook_address(actor).await?;
        services.integrations.register_webhook(actor, &address.webhook_url).await?;
        Ok(address.webhook_url)
    }

    /// Removes the webhook at Telegram; from then on the bot is polled. For site owners and admins.
    async fn remove_webhook(&self, ctx: &Context<'_>) -> Result<bool> {
        let (services, actor) = session(ctx)?;
        services.integrations.remove_webhook(actor).await?;
        Ok(true)
    }
}

pub(super) fn field<T>(input: MaybeUndefined<T>) -> Field<T> {
    match input {
        MaybeUndefined::Undefined => Field::Kept,
        MaybeUndefined::Null => Field::Cleared,
        MaybeUndefined::Value(value) => Field::Set(value),
    }
}

pub(super) fn people_of(input: MaybeUndefined<Vec<String>>) -> Result<Field<Vec<i64>>> {
    Ok(match field(input) {
        Field::Kept => Field::Kept,
        Field::Cleared => Field::Cleared,
        Field::Set(ids) => {
            let read: switchboard_services::Result<_> =
                ids.iter().map(|id| people::telegram_chat_id(id)).collect();
            Field::Set(read?)
        }
    })
}

pub(super) fn chat(input: MaybeUndefined<String>) -> Result<Field<i64>> {
    Ok(match field(input) {
        Field::Kept => Field::Kept,
        Field::Cleared => Field::Cleared,
        Field::Set(text) => Field::Set(people::telegram_chat_id(&text)?),
    })
}
