//! `markConversationRead`, `assignConversation`, `setConversationState`: how the application works through its inbox.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use crate::{
    caller::session,
    error::Result,
    types::{Conversation, ConversationState, NodeId, UserError, payload},
};

/// What was read.
#[derive(InputObject)]
pub(super) struct MarkConversationReadInput {
    /// The conversation.
    conversation_id: ID,
    /// The last message that was read. Without it: everything that is there.
    until_message_id: Option<ID>,
}

/// Who answers.
#[derive(InputObject)]
pub(super) struct AssignConversationInput {
    /// The conversation.
    conversation_id: ID,
    /// The user's id in the host application; null assigns it to nobody.
    user_id: Option<ID>,
}

/// Whether somebody is expected to answer.
#[derive(InputObject)]
pub(super) struct SetConversationStateInput {
    /// The conversation.
    conversation_id: ID,
    /// Its state from now on.
    state: ConversationState,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct ConversationPayload {
    /// The conversation as it is now; null if there are errors.
    conversation: Option<Conversation>,
    /// Why nothing changed.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct ConversationsMutation;

#[Object]
impl ConversationsMutation {
    /// Marks a conversation as read. For admins.
    async fn mark_conversation_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was read.")] input: MarkConversationReadInput,
    ) -> Result<ConversationPayload> {
        let (services, actor) = session(ctx)?;
        let until = input.until_message_id.as_ref().map(NodeId::message).transpose()?;
        let id = NodeId::conversation(&input.conversation_id)?;
        let read = services.conversations.mark_read(actor, id, until).await;
        ConversationPayload::of(read, "input")
    }

    /// Gives a conversation to a user of the application, or to nobody. For admins.
    async fn assign_conversation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who answers.")] input: AssignConversationInput,
    ) -> Result<ConversationPayload> {
        let (services, actor) = session(ctx)?;
        let id = NodeId::conversation(&input.conversation_id)?;
        let assigned =
            services.conversations.assign(actor, id, input.user_id.as_deref().map(String::as_str)).await;
        ConversationPayload::of(assigned, "input")
    }

    /// Opens or closes a conversation. A message of the person opens it again. For admins.
    async fn set_conversation_state(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its state from now on.")] input: SetConversationStateInput,
    ) -> Result<ConversationPayload> {
        let (services, actor) = session(ctx)?;
        let id = NodeId::conversation(&input.conversation_id)?;
        let set = services.conversations.set_state(actor, id, input.state.into()).await;
        ConversationPayload::of(set, "input.conversationId")
    }
}

impl ConversationPayload {
    fn of(
        answer: switchboard_services::Result<switchboard_services::conversations::Conversation>,
        path: &str,
    ) -> Result<Self> {
        let (conversation, errors) = payload(answer, path, path)?;
        Ok(Self { conversation: conversation.map(Conversation), errors })
    }
}
