//! How accepted sends ended, for callers who wait for it or look through them.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    DbError, OutboxId, TenantId,
    entities::outbox::{Column, Entity, Model, OutboxState},
};

/// How far a send of the tenant got.
///
/// # Errors
/// When the database fails.
pub async fn state<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: OutboxId,
) -> Result<Option<OutboxState>, DbError> {
    Entity::find_by_id(id)
        .select_only()
        .column(Column::State)
        .filter(Column::TenantId.eq(tenant))
        .into_tuple()
        .one(conn)
        .await
}

/// A send of the tenant.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: OutboxId,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(id).filter(Column::TenantId.eq(tenant)).one(conn).await
}

/// The tenant's sends after the one with the id `after`, in the order of acceptance, `take` at most; a range of the
/// index (tenant, id).
///
/// # Errors
/// When the database fails.
pub async fn after<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    after: OutboxId,
    take: u64,
) -> Result<Vec<Model>, DbError> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(take)
        .all(conn)
        .await
}
