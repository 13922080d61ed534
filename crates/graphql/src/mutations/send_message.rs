//! `sendMessage` and `retryMessage`: the application answers in a conversation.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use crate::{
    caller::session,
    error::Result,
    types::{Message, NodeId, UserError, payload},
};

/// What to send.
#[derive(InputObject)]
pub(super) struct SendMessageInput {
    /// The conversation.
    conversation_id: ID,
    /// Plain text of 1 to 4096 characters, as Telegram counts them (UTF-16).
    text: String,
    /// Made up by the caller: asking again under it sends nothing again and answers the same message, for 24 hours.
    idempotency_key: Option<String>,
}

/// What to send again.
#[derive(InputObject)]
pub(super) struct RetryMessageInput {
    /// A message that failed or is uncertain.
    message_id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct SendMessagePayload {
    /// The message, durably accepted; null if there are errors.
    message: Option<Message>,
    /// Why it was not accepted.
    errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct RetryMessagePayload {
    /// The message, on its way again; null if there are errors.
    message: Option<Message>,
    /// Why it is not sent again.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct SendMessageMutation;

#[Object]
impl SendMessageMutation {
    /// Sends a message to the person of a conversation, and opens it if it was closed. For admins.
    async fn send_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to send.")] input: SendMessageInput,
    ) -> Result<SendMessagePayload> {
        let (services, actor) = session(ctx)?;
        let conversation = NodeId::conversation(&input.conversation_id)?;
        let key = input.idempotency_key.as_deref();
        let sent = services.conversations.send(actor, conversation, &input.text, key).await;
        let (message, errors) = payload(sent, "input.conversationId", "input.text")?;
        Ok(SendMessagePayload { message: message.map(Message), errors })
    }

    /// Sends a message again that failed or is uncertain. For admins.
    async fn retry_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to send again.")] input: RetryMessageInput,
    ) -> Result<RetryMessagePayload> {
        let (services, actor) = session(ctx)?;
        let again = services.conversations.retry(actor, NodeId::message(&input.message_id)?).await;
        let (message, errors) = payload(again, "input.messageId", "input.messageId")?;
        Ok(RetryMessagePayload { message: message.map(Message), errors })
    }
}
