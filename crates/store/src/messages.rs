//! What was said. Rows are written once; delivery moves the status of outgoing ones, `queued` comes back with a retry.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryTrait,
    sea_query::{Expr, Query},
};

use crate::{
    ConversationId, DbError, Later, MessageId, TenantId, batch,
    entities::{
        conversation,
        message::{ActiveModel, Column, Entity, MessageStatus, Model},
    },
};

/// Stores a message.
///
/// # Errors
/// When the database fails, or what the message refers to is missing.
pub async fn insert<C: Later>(conn: &C, message: Model) -> Result<(), DbError> {
    conn.later(Entity::insert(message.into_active_model()).build(conn.get_database_backend())).await
}

/// Stores messages by one statement, each as [`insert`] does.
///
/// # Errors
/// When the database fails, or what one of them refers to is missing: none is stored then.
pub async fn insert_all<C: Later>(conn: &C, messages: Vec<Model>) -> Result<(), DbError> {
    let rows: Vec<ActiveModel> = messages.into_iter().map(IntoActiveModel::into_active_model).collect();
    batch::insert(conn, &rows).await
}

/// One message of the tenant.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: MessageId,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(id).filter(Column::TenantId.eq(tenant)).one(conn).await
}

/// An outgoing message goes again: its status is `queued` and the earlier failure is forgotten.
///
/// # Errors
/// When the database fails.
pub async fn queue_again<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: MessageId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(MessageStatus::Queued.to_value()))
        .col_expr(Column::Failure, Expr::value(Option::<String>::None))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::TenantId.eq(tenant))
        .exec(conn)
        .await?;
    Ok(())
}

/// Messages of the tenant, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    ids: &[MessageId],
) -> Result<Vec<Model>, DbError> {
    let query = Entity::find().filter(Column::Id.is_in(ids.iter().copied()));
    query.filter(Column::TenantId.eq(tenant)).all(conn).await
}

/// The newest message of each of these conversations, in one statement: for each a look at the end of an index, however
/// many messages they have.
///
/// # Errors
/// When the database fails.
pub async fn last_of<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    conversations: &[ConversationId],
) -> Result<Vec<Model>, DbError> {
    // By conversation: a condition on the message itself would be looked at for each of them.
    let newest = Query::select()
        .expr(Expr::cust(
            "(select m.id from message m where m.conversation_id = conversation.id \
             order by m.conversation_id desc, m.id desc limit 1)",
        ))
        .from(conversation::Entity)
        .and_where(conversation::Column::TenantId.eq(tenant))
        .and_where(conversation::Column::Id.is_in(conversations.iter().copied()))
        .take();
    Entity::find().filter(Column::Id.in_subquery(newest)).filter(Column::TenantId.eq(tenant)).all(conn).await
}
