//! `connectUnitIntegration`, `changeUnitIntegration`, `deleteUnitIntegration`: the bots of units. Twins of the REST calls.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use secrecy::SecretString;
use switchboard_services::{
    Error, IntegrationId,
    integrations::{NewUnitIntegration, UnitIntegrationChange},
    people,
};

use super::integrations::{chat, field, people_of};
use crate::{
    caller::session,
    error::Result,
    queries::unit,
    types::{ChatScope, Integration, NodeId},
};

/// One more bot of a unit.
#[derive(InputObject)]
pub(super) struct ConnectUnitIntegrationInput {
    /// The unit.
    unit_id: ID,
    /// As @BotFather shows it: 20 to 255 characters.
    bot_token: String,
    /// 1 to 255 characters; the bot's name where it is left out.
    title: Option<String>,
    /// Which chats the bot answers in; everywhere where it is left out.
    scope: Option<ChatScope>,
    /// What /start is answered with, at most 4096 characters.
    welcome_message: MaybeUndefined<String>,
    /// The Bot API server that the bot is at, one of those that the operator allows; the configured one where it is left out.
    api_url: MaybeUndefined<String>,
}

/// What changes; what is left out stays.
#[derive(InputObject)]
pub(super) struct ChangeUnitIntegrationInput {
    /// The integration.
    id: ID,
    /// Another token.
    bot_token: Option<String>,
    /// 1 to 255 characters.
    title: Option<String>,
    /// Which chats the bot answers in.
    scope: Option<ChatScope>,
    /// Whether the bot polls and sends. While it does not, its queue is kept.
    is_active: Option<bool>,
    /// The owner's chat: a 64-bit integer, as text; null clears it.
    owner_chat_id: MaybeUndefined<String>,
    /// Where people are answered: a 64-bit integer, as text; null: nothing is relayed.
    support_chat_id: MaybeUndefined<String>,
    /// Telegram ids of those who may answer, as text; null: every member of the support chat.
    agents: MaybeUndefined<Vec<String>>,
    /// What /start is answered with, at most 4096 characters; null clears it.
    welcome_message: MaybeUndefined<String>,
    /// The Bot API server that the bot is at, one of those that the operator allows; null: the configured one. A bot that moves
    /// must have left the hosted server before (`logOut`); its webhook begins anew.
    api_url: MaybeUndefined<String>,
}

#[derive(Default)]
pub(super) struct UnitIntegrationsMutation;

#[Object]
impl UnitIntegrationsMutation {
    /// Connects one more bot to a unit. `CONFLICT` when the bot is connected already. For site owners and admins.
    async fn connect_unit_integration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The bot.")] input: ConnectUnitIntegrationInput,
    ) -> Result<Integration> {
        let (services, actor) = session(ctx)?;
        let new = NewUnitIntegration {
            bot_id: None,
            unit_id: unit(&input.unit_id)?,
            title: input.title,
            scope: input.scope.map(name),
            bot_token: SecretString::from(input.bot_token),
            welcome_message: field(input.welcome_message),
            api_url: field(input.api_url),
        };
        Ok(Integration(services.integrations.connect_to_unit(actor, new).await?))
    }

    /// Changes an integration of whatever unit. For site owners and admins.
    async fn change_unit_integration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: ChangeUnitIntegrationInput,
    ) -> Result<Integration> {
        let (services, actor) = session(ctx)?;
        let id = integration(&input.id)?;
        let change = UnitIntegrationChange {
            bot_id: None,
            unit_id: None,
            title: input.title,
            scope: input.scope.map(name),
            bot_token: input.bot_token.map(SecretString::from),
            is_active: input.is_active,
            owner_chat_id: chat(input.owner_chat_id)?,
            support_chat_id: chat(input.support_chat_id)?,
            agents: people_of(input.agents)?,
            welcome_message: field(input.welcome_message),
            api_url: field(input.api_url),
        };
        Ok(Integration(services.integrations.replace(actor, id, change).await?))
    }

    /// Deletes an integration of whatever unit: its webhook is removed at Telegram, its token is erased. For site owners and
    /// admins.
    async fn delete_unit_integration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The integration.")] id: ID,
    ) -> Result<bool> {
        let (services, actor) = session(ctx)?;
        services.integrations.delete_by_id(actor, integration(&id)?).await?;
        Ok(true)
    }
}

fn integration(id: &ID) -> Result<IntegrationId> {
    match NodeId::read(id) {
        Ok(NodeId::Integration(id)) => Ok(id),
        _ => Err(Error::not_found("There is no such integration.").into()),
    }
}

fn name(scope: ChatScope) -> String {
    match people::ChatScope::from(scope) {
        people::ChatScope::Private => "private",
        people::ChatScope::Group => "group",
        people::ChatScope::Both => "both",
    }
    .to_owned()
}
