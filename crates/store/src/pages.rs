//! Parts of ordered lists, by the place of a row rather than by counting: the hundredth page costs what the first one does,
//! and nothing is skipped or shown twice when rows come in between.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, Order, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select, Value, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    DbError, TenantId,
    channels::{self, Whose},
    entities::{
        app_user, channel, channel_dispatch_result, contact, conversation, integration, lead, message,
    },
    owned_range::OwnedRange,
};

/// Which part of a list is read.
#[derive(Clone, Debug)]
pub struct Span<K> {
    /// Only what comes after this.
    pub after: Option<K>,
    /// Only what comes before this.
    pub before: Option<K>,
    /// At most so many.
    pub take: u64,
    /// From the end of that part instead of its beginning.
    pub from_end: bool,
}

/// A part of a list, in the list's order.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether there are more in the direction of reading.
    pub has_more: bool,
}

/// A place among conversations: when the last message was, then which one.
pub type ConversationPlace = (chrono::DateTime<chrono::Utc>, Uuid);

/// Which conversations of a tenant.
#[derive(Clone, Debug, Default)]
pub struct ConversationFilter {
    /// In this state.
    pub state: Option<conversation::ConversationState>,
    /// Answered by them.
    pub assignee: Option<Assignee>,
    /// With messages that were not read.
    pub unread: bool,
    /// The oldest first; otherwise the newest.
    pub oldest_first: bool,
}

/// Who answers conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignee {
    /// This user.
    User(crate::UserId),
    /// Any user.
    Somebody,
    /// No user.
    Nobody,
}

/// The tenant's conversations by their last message.
///
/// # Errors
/// When the database fails.
pub async fn conversations<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    filter: &ConversationFilter,
    span: &Span<ConversationPlace>,
) -> Result<Slice<conversation::Model>, DbError> {
    use conversation::{Column, Entity};
    let place = || Expr::tuple([Expr::col((Entity, Column::LastMessageAt)), Expr::col((Entity, Column::Id))]);
    let value = |(time, id): ConversationPlace| Expr::tuple([Expr::value(time), Expr::value(id)]);
    let ascends = filter.oldest_first;
    let mut query = filtered(tenant, filter);
    if let Some(after) = span.after {
        query = query.filter(beyond(ascends, place(), value(after)));
    }
    if let Some(before) = span.before {
        query = query.filter(beyond(!ascends, place(), value(before)));
    }
    let order = direction(ascends, span.from_end);
    let query = query.order_by(Column::LastMessageAt, order.clone()).order_by(Column::Id, order);
    slice(conn, query, span.take, span.from_end).await
}

fn beyond(ascends: bool, place: Expr, of: Expr) -> Expr {
    if ascends { ExprTrait::gt(place, of) } else { ExprTrait::lt(place, of) }
}

/// How many conversations there are.
///
/// # Errors
/// When the database fails.
pub async fn count_conversations<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    filter: &ConversationFilter,
) -> Result<u64, DbError> {
    filtered(tenant, filter).count(conn).await
}

fn filtered(tenant: TenantId, filter: &ConversationFilter) -> Select<conversation::Entity> {
    use conversation::{Column, Entity};
    let mut query =
        Entity::find().filter(Column::TenantId.eq(tenant)).filter(Column::LastMessageAt.is_not_null());
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state));
    }
    if let Some(assignee) = filter.assignee {
        query = query.filter(match assignee {
            Assignee::User(user) => Column::AssigneeId.eq(user),
            Assignee::Somebody => Column::AssigneeId.is_not_null(),
            Assignee::Nobody => Column::AssigneeId.is_null(),
        });
    }
    if filter.unread {
        query = query.filter(Expr::cust("(read_at is null or read_at < last_message_at)"));
    }
    query
}

/// A list of the tenant's rows by their ids, which are in the order in which they were made.
#[derive(Clone, Debug)]
pub struct List<E: EntityTrait> {
    pub(crate) query: Select<E>,
    id: E::Column,
    ascends: bool,
    /// Of these rows alone.
    range: Option<OwnedRange<E::Column>>,
}

/// The messages of a conversation, the oldest first.
#[must_use]
pub fn messages(tenant: TenantId, conversation: crate::ConversationId) -> List<message::Entity> {
    messages_of(tenant, message::Column::ConversationId, conversation.0)
}

/// The tenant's messages of a user, the oldest first.
#[must_use]
pub fn user_messages(tenant: TenantId, user: crate::UserId) -> List<message::Entity> {
    messages_of(tenant, message::Column::UserId, user.0)
}

fn messages_of(tenant: TenantId, owner: message::Column, of: Uuid) -> List<message::Entity> {
    let query = message::Entity::find().filter(message::Column::TenantId.eq(tenant));
    let range = OwnedRange { owner, of, id: message::Column::Id };
    List { range: Some(range), ..List::new(query, message::Column::Id, true) }
}

/// The tenant's users, the newest first.
#[must_use]
pub fn users(tenant: TenantId) -> List<app_user::Entity> {
    let query = app_user::Entity::find().filter(app_user::Column::TenantId.eq(tenant));
    List::new(query, app_user::Column::Id, false)
}

/// The tenant's contacts, the newest first.
#[must_use]
pub fn contacts(tenant: TenantId) -> List<contact::Entity> {
    let query = contact::Entity::find().filter(contact::Column::TenantId.eq(tenant));
    List::new(query, contact::Column::Id, false)
}

/// The tenant's live integrations, the oldest first.
#[must_use]
pub fn integrations(tenant: TenantId) -> List<integration::Entity> {
    let query = integration::Entity::find()
        .filter(integration::Column::TenantId.eq(tenant))
        .filter(integration::Column::SendsOnly.eq(false))
        .filter(integration::Column::DeletedAt.is_null());
    List::new(query, integration::Column::Id, true)
}

/// The live channels, the newest first.
#[must_use]
pub fn channels(tenant: TenantId, whose: Whose) -> List<channel::Entity> {
    List::new(channels::live(tenant, whose), channel::Column::Id, false)
}

/// What became of dispatches in a channel of the tenant, the newest first.
#[must_use]
pub fn dispatch_results(
    tenant: TenantId,
    channel: crate::ChannelId,
) -> List<channel_dispatch_result::Entity> {
    use channel_dispatch_result::{Column, Entity};
    let query = Entity::find().filter(Column::ChannelId.eq(channel)).filter(Column::TenantId.eq(tenant));
    List::new(query, Column::Id, false)
}

/// The tenant's leads, the newest first.
#[must_use]
pub fn leads(tenant: TenantId) -> List<lead::Entity> {
    let query = lead::Entity::find().filter(lead::Column::TenantId.eq(tenant));
    List::new(query, lead::Column::Id, false)
}

impl<E: EntityTrait> List<E> {
    /// What `query` finds, by `id`.
    pub(crate) fn new(query: Select<E>, id: E::Column, ascends: bool) -> Self {
        Self { query, id, ascends, range: None }
    }
}

impl<E: EntityTrait> List<E>
where
    E::Model: Send + Sync,
{
    /// Reads a part. A place is an id without its type.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read<C: ConnectionTrait, K: Copy + Into<Value>>(
        self,
        conn: &C,
        span: &Span<K>,
    ) -> Result<Slice<E::Model>, DbError> {
        let Self { query, id, ascends, range } = self;
        let order = direction(ascends, span.from_end);
        let (low, high) = if ascends { (span.after, span.before) } else { (span.before, span.after) };
        let query = match range {
            Some(range) => {
                let within = range.between(low.map(Into::into), high.map(Into::into));
                range.order(query.filter(within), order)
            }
            None => {
                let within = Condition::all()
                    .add_option(low.map(|low| id.gt(low)))
                    .add_option(high.map(|high| id.lt(high)));
                query.filter(within).order_by(id, order)
            }
        };
        slice(conn, query, span.take, span.from_end).await
    }

    /// How many there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count<C: ConnectionTrait>(self, conn: &C) -> Result<u64, DbError> {
        let Self { query, range, .. } = self;
        match range {
            Some(range) => query.filter(range.owner.eq(range.of)).count(conn).await,
            None => query.count(conn).await,
        }
    }
}

fn direction(ascends: bool, from_end: bool) -> Order {
    if ascends == from_end { Order::Desc } else { Order::Asc }
}

async fn slice<E: EntityTrait, C: ConnectionTrait>(
    conn: &C,
    query: Select<E>,
    take: u64,
    from_end: bool,
) -> Result<Slice<E::Model>, DbError> {
    let mut rows = query.limit(take + 1).all(conn).await?;
    let wanted = usize::try_from(take).unwrap_or(usize::MAX);
    let has_more = rows.len() > wanted;
    rows.truncate(wanted);
    if from_end {
        rows.reverse();
    }
    Ok(Slice { rows, has_more })
}
