//! Support threads, one a contact. A message of the person opens the thread again.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult as _, Iterable as _, QueryFilter, QueryResult,
    QuerySelect, QueryTrait as _,
    sea_query::{InsertStatement, OnConflict, Query},
};

use crate::{
    BotId, ChatId, ContactId, ConversationId, DbError, IntegrationId, TenantId, Tx, UserId, chats,
    entities::{
        chat,
        conversation::{ActiveModel, Column, ConversationState, Entity, Model},
    },
};

/// The contact's thread, made if it is not there and open from now on. One statement, so that two who come at once
/// get the same one. The contact must be the tenant's.
///
/// # Errors
/// When the database fails.
pub async fn open<C: ConnectionTrait>(
    conn: &C,
    thread: Thread,
    now: DateTime<Utc>,
) -> Result<Model, DbError> {
    let opened = conn.query_one(&opening(thread, now)).await?;
    opened_row(opened.as_ref())
}

/// Whose thread, and which bot's settings it follows.
#[derive(Clone, Copy, Debug)]
pub struct Thread {
    pub tenant: TenantId,
    pub integration: IntegrationId,
    pub contact: ContactId,
}

/// [`open`], and the row of a chat that the tenant's bot knows by this id of Telegram's: where the way to the database is what takes
/// long, both take as long as one.
///
/// # Errors
/// When the database fails.
pub async fn open_beside(
    tx: &Tx,
    thread: Thread,
    (bot, telegram_chat_id): (BotId, i64),
    now: DateTime<Utc>,
) -> Result<(Model, Option<ChatId>), DbError> {
    let backend = tx.get_database_backend();
    let chat = chats::with_telegram_id(thread.tenant, bot, telegram_chat_id);
    let chat = chat.select_only().column(chat::Column::Id).build(backend);
    let [opened, chat] = tx.query_each([backend.build(&opening(thread, now)), chat]).await?;
    let chat = chat.first().map(|row| row.try_get_by_index(0)).transpose()?;
    Ok((opened_row(opened.first())?, chat))
}

fn opening(Thread { tenant, integration, contact }: Thread, now: DateTime<Utc>) -> InsertStatement {
    let row = ActiveModel {
        id: Set(ConversationId::new(now)),
        tenant_id: Set(tenant),
        integration_id: Set(integration),
        contact_id: Set(contact),
        state: Set(ConversationState::Open),
        last_message_at: Set(Some(now)),
        assignee_id: Set(None),
        read_at: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let on_conflict = OnConflict::column(Column::ContactId)
        .update_columns([Column::IntegrationId, Column::State, Column::LastMessageAt, Column::UpdatedAt])
        .to_owned();
    let mut opening = Entity::insert(row).on_conflict(on_conflict).into_query();
    opening.returning(Query::returning().columns(Column::iter()));
    opening
}

fn opened_row(row: Option<&QueryResult>) -> Result<Model, DbError> {
    let missing = || DbError::RecordNotFound("a conversation that was opened".to_owned());
    Model::from_query_result(row.ok_or_else(missing)?, "")
}

/// Conversations of the tenant, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    ids: &[ConversationId],
) -> Result<Vec<Model>, DbError> {
    let query = Entity::find().filter(Column::Id.is_in(ids.iter().copied()));
    query.filter(Column::TenantId.eq(tenant)).all(conn).await
}

/// A conversation of the tenant; on PostgreSQL locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: ConversationId,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(id).filter(Column::TenantId.eq(tenant)).lock_exclusive().one(conn).await
}

/// What the application changes of a conversation; `None` leaves it as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change {
    /// Whether somebody is expected to answer.
    pub state: Option<ConversationState>,
    /// Who answers; `Some(None)` is nobody.
    pub assignee: Option<Option<UserId>>,
    /// Until when it was read.
    pub read_at: Option<DateTime<Utc>>,
}

/// Changes a conversation of the tenant, and answers it as it is then.
///
/// # Errors
/// When the database fails, or it is not there.
pub async fn change<C: ConnectionTrait>(
    conn: &C,
    row: Model,
    change: Change,
    now: DateTime<Utc>,
) -> Result<Model, DbError> {
    let mut row: ActiveModel = row.into();
    if let Some(state) = change.state {
        row.state = Set(state);
    }
    if let Some(assignee) = change.assignee {
        row.assignee_id = Set(assignee);
    }
    if let Some(read_at) = change.read_at {
        row.read_at = Set(Some(read_at));
    }
    row.updated_at = Set(now);
    row.update(conn).await
}
