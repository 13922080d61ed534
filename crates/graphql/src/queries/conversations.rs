//! `conversations`, `conversation` and `messages`: the inbox.

use async_graphql::{Context, ID, Object};
use switchboard_services::conversations::{self, Slice};

use super::connection;
use crate::{
    caller::session,
    error::Result,
    types::{Connection, Conversation, ConversationFilterInput, ConversationOrder, Message, NodeId, Total},
};

connection! {
    /// The tenant's conversations by their newest message. For admins.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    InboxQuery.conversations(
        services, actor, span,
        #["Only some of them."] filter: Option<ConversationFilterInput>,
        #["The order. Without it: the newest message first."] order: Option<ConversationOrder>,
    ) -> Conversation {
        let filter = filter.unwrap_or_default().into_filter(order.unwrap_or_default());
        let slice = match &filter {
            Some(filter) => services.conversations.list(actor, filter, &span).await?,
            None => Slice { rows: Vec::new(), has_more: false },
        };
        let place = |row: &conversations::Conversation| {
            (row.last_message_at.unwrap_or(row.created_at), row.id.0)
        };
        let total = Total::Conversations(filter.unwrap_or_default());
        Ok(Connection::new(slice, &span, total, place, Conversation))
    }
}

connection! {
    /// The caller's own messages, the oldest first.
    OwnMessagesQuery.messages(services, actor, span) -> Message {
        let slice = services.conversations.own_messages(actor, &span).await?;
        Ok(Connection::new(slice, &span, Total::OwnMessages, |row| row.id.0, Message))
    }
}

#[derive(Default)]
pub(super) struct ConversationQuery;

#[Object]
impl ConversationQuery {
    /// One conversation. For admins.
    async fn conversation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The conversation's id.")] id: ID,
    ) -> Result<Conversation> {
        let (services, actor) = session(ctx)?;
        Ok(Conversation(services.conversations.get(actor, NodeId::conversation(&id)?).await?))
    }
}
