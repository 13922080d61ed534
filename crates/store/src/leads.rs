//! Leads, kept whole whatever becomes of the message about them.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::{
    DbError, TenantId,
    entities::lead::{Column, Entity, Model},
};

/// Stores a lead.
///
/// # Errors
/// When the database fails.
pub async fn insert<C: ConnectionTrait>(conn: &C, lead: Model) -> Result<(), DbError> {
    Entity::insert(lead.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// The tenant's leads, the newest first, without the first `skip`, `take` at most.
///
/// # Errors
/// When the database fails.
pub async fn newest<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    skip: u64,
    take: u64,
) -> Result<Vec<Model>, DbError> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .order_by_desc(Column::Id)
        .offset(skip)
        .limit(take)
        .all(conn)
        .await
}

/// How many leads the tenant has.
///
/// # Errors
/// When the database fails.
pub async fn count<C: ConnectionTrait>(conn: &C, tenant: TenantId) -> Result<u64, DbError> {
    Entity::find().filter(Column::TenantId.eq(tenant)).count(conn).await
}
