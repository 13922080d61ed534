//! A contact's support thread.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use switchboard_services::conversations::{self, Assignee, ConversationFilter};

use super::{Connection, Contact, DateTime, Message, NodeId, Total, User, Window, page_length};
use crate::{
    caller::session,
    error::Result,
    records::{LastOf, records},
};

#[derive(Clone)]
pub(crate) struct Conversation(pub(crate) conversations::Conversation);

/// A person's thread with the people who answer.
#[Object]
impl Conversation {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        NodeId::Conversation(self.0.id).into()
    }

    /// Whether somebody is expected to answer.
    async fn state(&self) -> ConversationState {
        self.0.state.into()
    }

    /// Who it is with.
    async fn contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        Ok(records(ctx)?.load_one(self.0.contact_id).await?.map(Contact))
    }

    /// Who of the application answers it.
    async fn assignee(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.0.assignee_id {
            Some(id) => Ok(records(ctx)?.load_one(id).await?.map(User)),
            None => Ok(None),
        }
    }

    /// The newest message.
    async fn last_message(&self, ctx: &Context<'_>) -> Result<Option<Message>> {
        Ok(records(ctx)?.load_one(LastOf(self.0.id)).await?.map(Message))
    }

    /// When the newest message was written or accepted.
    async fn last_message_at(&self) -> Option<DateTime> {
        self.0.last_message_at.map(DateTime)
    }

    /// Until when it was read.
    async fn read_at(&self) -> Option<DateTime> {
        self.0.read_at.map(DateTime)
    }

    /// Whether it has messages that were not read.
    async fn is_unread(&self) -> bool {
        self.0.last_message_at > self.0.read_at
    }

    /// Its messages, the oldest first.
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
        let slice = services.conversations.messages(actor, self.0.id, &span).await?;
        Ok(Connection::new(slice, &span, Total::MessagesOf(self.0.id), |row| row.id.0, Message))
    }

    /// When it began.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When something about it changed last.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}

/// Whether somebody is expected to answer.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::conversations::ConversationState")]
pub(crate) enum ConversationState {
    /// Somebody is expected to answer.
    Open,
    /// It is done; a message of the person opens it again.
    Closed,
}

/// In which order conversations are listed, by their newest message.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum)]
pub(crate) enum ConversationOrder {
    /// The newest message first.
    #[default]
    NewestFirst,
    /// The oldest message first: who waits longest.
    OldestFirst,
}

/// Which conversations are listed. What is left out does not matter.
#[derive(Default, InputObject)]
pub(crate) struct ConversationFilterInput {
    /// Open ones or closed ones.
    state: Option<ConversationState>,
    /// By who answers them.
    assignee: Option<AssigneeFilterInput>,
    /// `true`: with messages that were not read.
    unread: Option<bool>,
}

/// Who answers.
#[derive(OneofObject)]
pub(crate) enum AssigneeFilterInput {
    /// The user with this object id.
    Id(ID),
    /// `true`: any user; `false`: nobody.
    IsAssigned(bool),
}

impl ConversationFilterInput {
    /// The filter, or `None` where nothing can match.
    pub(crate) fn into_filter(self, order: ConversationOrder) -> Option<ConversationFilter> {
        let assignee = match self.assignee {
            Some(AssigneeFilterInput::Id(id)) => match NodeId::read(&id) {
                Ok(NodeId::User(id)) => Some(Assignee::User(id)),
                _ => return None,
            },
            Some(AssigneeFilterInput::IsAssigned(true)) => Some(Assignee::Somebody),
            Some(AssigneeFilterInput::IsAssigned(false)) => Some(Assignee::Nobody),
            None => None,
        };
        Some(ConversationFilter {
            state: self.state.map(Into::into),
            assignee,
            unread: self.unread == Some(true),
            oldest_first: order == ConversationOrder::OldestFirst,
        })
    }
}
