//! A message of a conversation, or a notification.

use async_graphql::{Context, ID, Object};
use switchboard_services::conversations;

use super::{
    Contact, Conversation, DateTime, NodeId, User,
    telegram_message::{MessageDirection, MessageStatus},
};
use crate::{error::Result, records::records};

#[derive(Clone)]
pub(crate) struct Message(pub(crate) conversations::Message);

/// A message between a person and the bot.
#[Object]
impl Message {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        NodeId::Message(self.0.id).into()
    }

    /// The text or caption; `[photo]` and so on where there are no words.
    async fn text(&self) -> String {
        self.0.body.clone().unwrap_or_else(|| format!("[{}]", self.0.kind))
    }

    /// `text`, or Telegram's name of the content: `photo`, `voice` and so on.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// Which way it went.
    async fn direction(&self) -> MessageDirection {
        self.0.direction.into()
    }

    /// How far it got.
    async fn status(&self) -> MessageStatus {
        self.0.status.into()
    }

    /// Why it failed, as a stable word such as `blocked`.
    async fn failure(&self) -> Option<&str> {
        self.0.failure.as_deref()
    }

    /// Who answered, for a reply.
    async fn admin_username(&self) -> Option<&str> {
        self.0.admin_username.as_deref()
    }

    /// The conversation it belongs to; null for a notification.
    async fn conversation(&self, ctx: &Context<'_>) -> Result<Option<Conversation>> {
        match self.0.conversation_id {
            Some(id) => Ok(records(ctx)?.load_one(id).await?.map(Conversation)),
            None => Ok(None),
        }
    }

    /// The person it is from or for.
    async fn contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        Ok(records(ctx)?.load_one(self.0.contact_id).await?.map(Contact))
    }

    /// The user who was linked to the person when it was written.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.0.user_id {
            Some(id) => Ok(records(ctx)?.load_one(id).await?.map(User)),
            None => Ok(None),
        }
    }

    /// When it was written or accepted.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When its status changed last.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}
