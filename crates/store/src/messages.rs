//! What was said. Rows are written once; delivery moves the status of outgoing ones, `queued` comes back with a retry.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use crate::{
    DbError, MessageId, TenantId, UserId,
    entities::message::{Column, Entity, MessageStatus, Model},
};

/// Stores a message.
///
/// # Errors
/// When the database fails, or what the message refers to is missing.
pub async fn insert<C: ConnectionTrait>(conn: &C, message: Model) -> Result<(), DbError> {
    Entity::insert(message.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
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

/// One page of what belongs to a user, newest first; a range of the index (user, id).
///
/// # Errors
/// When the database fails.
pub async fn of_user<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    user: UserId,
    skip: u64,
    take: u64,
) -> Result<Vec<Model>, DbError> {
    Entity::find()
        .filter(Column::UserId.eq(user))
        .filter(Column::TenantId.eq(tenant))
        .order_by_desc(Column::Id)
        .offset(skip)
        .limit(take)
        .all(conn)
        .await
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
