//! Broadcasts: one call that becomes many sends, chunk by chunk, so that a crash goes on where it stopped.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};
use uuid::Uuid;

use crate::{
    BotId, ContactId, DbError, TenantId,
    addressees::{self, Addressee},
    entities::{
        broadcast::{BroadcastState, Column, Entity, Model},
        contact::{self, ContactState},
        outbox,
    },
};

/// Stores a new broadcast.
///
/// # Errors
/// When the database fails.
pub async fn insert<C: ConnectionTrait>(conn: &C, broadcast: Model) -> Result<(), DbError> {
    Entity::insert(broadcast.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// A broadcast of the tenant.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: Uuid,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(id).filter(Column::TenantId.eq(tenant)).one(conn).await
}

/// The tenant's broadcasts, newest first.
///
/// # Errors
/// When the database fails.
pub async fn latest<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    take: u64,
) -> Result<Vec<Model>, DbError> {
    Entity::find().filter(Column::TenantId.eq(tenant)).order_by_desc(Column::Id).limit(take).all(conn).await
}

/// Broadcasts that are not expanded to the end. Of the whole server: any process may go on with them.
///
/// # Errors
/// When the database fails.
pub async fn expanding<C: ConnectionTrait>(conn: &C) -> Result<Vec<Uuid>, DbError> {
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Expr::cust("state = 'expanding'"))
        .order_by_asc(Column::CreatedAt)
        .into_tuple()
        .all(conn)
        .await
}

/// Takes a broadcast in hand for one chunk; `None` when somebody else has it, or it is not expanding any more.
///
/// # Errors
/// When the database fails.
pub async fn lock_expanding<C: ConnectionTrait>(conn: &C, id: Uuid) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(id)
        .filter(Expr::cust("state = 'expanding'"))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(conn)
        .await
}

/// Linked contacts of the bot after `after` that can be written to, with their users. `language` is the beginning of
/// their language tag.
///
/// # Errors
/// When the database fails.
pub async fn audience<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
    language: Option<&str>,
    after: Option<ContactId>,
    take: u64,
) -> Result<Vec<Addressee>, DbError> {
    let mut query = addressees::linked(tenant)
        .filter(contact::Column::BotId.eq(bot))
        .filter(contact::Column::State.eq(ContactState::Active));
    if let Some(language) = language {
        query = query.filter(contact::Column::LanguageCode.starts_with(language));
    }
    if let Some(after) = after {
        query = query.filter(contact::Column::Id.gt(after));
    }
    query.order_by_asc(contact::Column::Id).limit(take).into_model().all(conn).await
}

/// Records a chunk: where expanding stands, and how many sends there are now.
///
/// # Errors
/// When the database fails.
pub async fn advance<C: ConnectionTrait>(
    conn: &C,
    id: Uuid,
    cursor: Option<ContactId>,
    accepted: i64,
    state: BroadcastState,
) -> Result<(), DbError> {
    let mut change = Entity::update_many()
        .col_expr(Column::Total, Expr::col(Column::Total).add(accepted))
        .col_expr(Column::State, Expr::value(state))
        .filter(Column::Id.eq(id));
    if let Some(cursor) = cursor {
        change = change.col_expr(Column::Cursor, Expr::value(cursor.to_string()));
    }
    change.exec(conn).await?;
    Ok(())
}

/// Stops expanding; says whether it was not cancelled before.
///
/// # Errors
/// When the database fails.
pub async fn cancel<C: ConnectionTrait>(conn: &C, tenant: TenantId, id: Uuid) -> Result<bool, DbError> {
    let changed = Entity::update_many()
        .col_expr(Column::State, Expr::value(BroadcastState::Cancelled))
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::Id.eq(id))
        .filter(Column::State.ne(BroadcastState::Cancelled))
        .exec(conn)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Sends of a broadcast that have not started, some at a time.
///
/// # Errors
/// When the database fails.
pub async fn pending<C: ConnectionTrait>(
    conn: &C,
    id: Uuid,
    take: u64,
) -> Result<Vec<outbox::Model>, DbError> {
    outbox::Entity::find()
        .filter(Expr::cust("broadcast_id is not null"))
        .filter(outbox::Column::BroadcastId.eq(id))
        .filter(outbox::Column::State.eq(outbox::OutboxState::Pending))
        .order_by_asc(outbox::Column::Id)
        .limit(take)
        .all(conn)
        .await
}

/// How many sends of a broadcast are not over.
///
/// # Errors
/// When the database fails.
pub async fn waiting<C: ConnectionTrait>(conn: &C, id: Uuid) -> Result<u64, DbError> {
    let open = [outbox::OutboxState::Pending, outbox::OutboxState::Sending];
    outbox::Entity::find()
        .filter(Expr::cust("broadcast_id is not null"))
        .filter(outbox::Column::BroadcastId.eq(id))
        .filter(outbox::Column::State.is_in(open))
        .count(conn)
        .await
}

/// How many sends of a broadcast are in each state.
///
/// # Errors
/// When the database fails.
pub async fn counts<C: ConnectionTrait>(
    conn: &C,
    id: Uuid,
) -> Result<HashMap<outbox::OutboxState, i64>, DbError> {
    let rows: Vec<(outbox::OutboxState, i64)> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::State)
        .column_as(outbox::Column::Id.count(), "n")
        .filter(Expr::cust("broadcast_id is not null"))
        .filter(outbox::Column::BroadcastId.eq(id))
        .group_by(outbox::Column::State)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}
