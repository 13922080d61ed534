//! `conversations`, `conversation` and `messages`: the inbox.

use async_graphql::{Context, ID, Object};
use switchboard_services::conversations::Slice;

use crate::{
    caller::session,
    error::Result,
    types::{
        Connection, Conversation, ConversationFilterInput, ConversationOrder, Message, NodeId, Total, Window,
        page_length,
    },
};

#[derive(Default)]
pub(super) struct ConversationsQuery;

#[Object]
impl ConversationsQuery {
    /// The tenant's conversations by their newest message. For admins.
    #[graphql(complexity = "page_length(first, last) * child_complexity + 1")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn conversations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only some of them.")] filter: Option<ConversationFilterInput>,
        #[graphql(desc = "The order. Without it: the newest message first.")] order: Option<
            ConversationOrder,
        >,
        #[graphql(desc = "So many from the beginning, 1 to 100. Without both: 20.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Conversation>> {
        let (services, actor) = session(ctx)?;
        let span = Window { first, after, last, before }.span()?;
        let filter = filter.unwrap_or_default().into_filter(order.unwrap_or_default());
        let slice = match &filter {
            Some(filter) => services.conversations.list(actor, filter, &span).await?,
            None => Slice { rows: Vec::new(), has_more: false },
        };
        let place = |row: &switchboard_services::conversations::Conversation| {
            (row.last_message_at.unwrap_or(row.created_at), row.id.0)
        };
        let total = Total::Conversations(filter.unwrap_or_default());
        Ok(Connection::new(slice, &span, total, place, Conversation))
    }

    /// One conversation. For admins.
    async fn conversation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The conversation's id.")] id: ID,
    ) -> Result<Conversation> {
        let (services, actor) = session(ctx)?;
        Ok(Conversation(services.conversations.get(actor, NodeId::conversation(&id)?).await?))
    }

    /// The caller's own messages, the oldest first.
    #[graphql(complexity = "page_length(first, last) * child_complexity + 1")]
    async fn messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 1 to 100. Without both: 20.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Message>> {
        let (services, actor) = session(ctx)?;
        let span = Window { first, after, last, before }.span()?;
        let slice = services.conversations.own_messages(actor, &span).await?;
        Ok(Connection::new(slice, &span, Total::OwnMessages, |row| row.id.0, Message))
    }
}
