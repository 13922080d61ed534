//! Answers that were given under a key of the caller's. The claim is made first, in the transaction that does the work: a
//! second request with the key waits for it and then finds the answer.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use crate::{
    DbError, TenantId,
    entities::idempotency::{ActiveModel, Column, Entity, Model},
};

/// Claims a key; `None` when it is new, otherwise what is known under it.
///
/// # Errors
/// When the database fails.
pub async fn claim<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    key: &str,
    request_hash: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbError> {
    let row = ActiveModel {
        tenant_id: Set(tenant),
        key: Set(key.to_owned()),
        request_hash: Set(request_hash),
        result: Set(String::new()),
        created_at: Set(now),
    };
    let known = OnConflict::columns([Column::TenantId, Column::Key]).do_nothing().to_owned();
    let inserted = Entity::insert_many([row]).on_conflict(known).exec_without_returning(conn).await?;
    if inserted == 1 {
        return Ok(None);
    }
    Entity::find_by_id((tenant, key.to_owned())).one(conn).await
}

/// Stores the answer under a claimed key.
///
/// # Errors
/// When the database fails.
pub async fn answer<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    key: &str,
    result: &str,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::Result, Expr::value(result))
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::Key.eq(key))
        .exec(conn)
        .await?;
    Ok(())
}

/// Forgets what was claimed before `before` under the key.
///
/// # Errors
/// When the database fails.
pub async fn forget_old<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    key: &str,
    before: DateTime<Utc>,
) -> Result<(), DbError> {
    Entity::delete_many()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::Key.eq(key))
        .filter(Column::CreatedAt.lt(before))
        .exec(conn)
        .await?;
    Ok(())
}
