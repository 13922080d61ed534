//! What can be followed: messages that come in, messages that get on, conversations that change.
//!
//! Each takes `after`, the cursor of the last event that was handled: what was missed comes first, then what is new, with
//! nothing between lost or doubled. The database's troubles delay events and never end them.

use std::time::Duration;

use async_graphql::{Context, ID, SimpleObject, Subscription as Root};
use futures::{StreamExt as _, stream, stream::BoxStream};
use switchboard_services::events::{Event, Follower, Subject, Topic};

use crate::{
    caller::session,
    error::Result,
    types::{Conversation, DateTime, Message, MessageStatus, NodeId},
};

/// Between two tries to read.
const PAUSE: Duration = Duration::from_secs(1);

/// A person wrote.
#[derive(SimpleObject)]
pub(crate) struct MessageReceived {
    /// Follow `after` this to get what comes next.
    cursor: String,
    /// When it happened.
    happened_at: DateTime,
    /// What was written.
    message: Message,
}

/// A message to a person was accepted, or got on.
#[derive(SimpleObject)]
pub(crate) struct MessageStatusChanged {
    /// Follow `after` this to get what comes next.
    cursor: String,
    /// When it happened.
    happened_at: DateTime,
    /// Its status then. `message.status` is the one it has now.
    status: MessageStatus,
    /// The message as it is now.
    message: Message,
}

/// A conversation was opened, closed, assigned, read, or got a message.
#[derive(SimpleObject)]
pub(crate) struct ConversationChanged {
    /// Follow `after` this to get what comes next.
    cursor: String,
    /// When it happened.
    happened_at: DateTime,
    /// The conversation as it is now.
    conversation: Conversation,
}

pub(crate) struct Subscription;

/// Everything that can be followed.
#[Root]
impl Subscription {
    /// People write. One's own messages, or anybody's of the tenant for an admin.
    async fn message_received(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only in this conversation.")] conversation_id: Option<ID>,
        #[graphql(desc = "The cursor of the last event that was handled; without it, from now on.")]
        after: Option<String>,
    ) -> Result<BoxStream<'static, MessageReceived>> {
        let conversation = conversation_id.as_ref().map(NodeId::conversation).transpose()?;
        let follower = follow(ctx, Topic::MessageReceived(conversation), after).await?;
        Ok(events(follower, |event| match event.subject {
            Subject::Message(message, _) => Some(MessageReceived {
                cursor: event.cursor.to_string(),
                happened_at: DateTime(event.happened_at),
                message: Message(*message),
            }),
            Subject::Conversation(_) => None,
        }))
    }

    /// Messages to people are accepted, sent, fail. One's own, or anybody's of the tenant for an admin.
    async fn message_status_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of this message.")] message_id: Option<ID>,
        #[graphql(desc = "The cursor of the last event that was handled; without it, from now on.")]
        after: Option<String>,
    ) -> Result<BoxStream<'static, MessageStatusChanged>> {
        let message = message_id.as_ref().map(NodeId::message).transpose()?;
        let follower = follow(ctx, Topic::MessageStatusChanged(message), after).await?;
        Ok(events(follower, |event| match event.subject {
            Subject::Message(message, status) => Some(MessageStatusChanged {
                cursor: event.cursor.to_string(),
                happened_at: DateTime(event.happened_at),
                status: status.into(),
                message: Message(*message),
            }),
            Subject::Conversation(_) => None,
        }))
    }

    /// Conversations are opened, closed, assigned, read, or get messages. For admins.
    async fn conversation_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this one.")] conversation_id: Option<ID>,
        #[graphql(desc = "The cursor of the last event that was handled; without it, from now on.")]
        after: Option<String>,
    ) -> Result<BoxStream<'static, ConversationChanged>> {
        let conversation = conversation_id.as_ref().map(NodeId::conversation).transpose()?;
        let follower = follow(ctx, Topic::ConversationChanged(conversation), after).await?;
        Ok(events(follower, |event| match event.subject {
            Subject::Conversation(conversation) => Some(ConversationChanged {
                cursor: event.cursor.to_string(),
                happened_at: DateTime(event.happened_at),
                conversation: Conversation(*conversation),
            }),
            Subject::Message(..) => None,
        }))
    }
}

async fn follow(ctx: &Context<'_>, topic: Topic, after: Option<String>) -> Result<Follower> {
    let (services, actor) = session(ctx)?;
    Ok(services.events.follow(actor, topic, after.as_deref()).await?)
}

/// The events as the schema shows them.
fn events<T: Send + 'static>(follower: Follower, shown: fn(Event) -> Option<T>) -> BoxStream<'static, T> {
    stream::unfold(follower, move |mut follower| async move {
        loop {
            match follower.next().await {
                Ok(event) => {
                    if let Some(item) = shown(event) {
                        return Some((item, follower));
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "events can't be read; it is tried again");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    })
    .boxed()
}
