//! Units. Every tenant has a default one, made together with it; others are made explicitly.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use crate::{DbError, TenantId, UnitId, entities::unit};

/// A live unit of the tenant.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: UnitId,
) -> Result<Option<unit::Model>, DbError> {
    unit::Entity::find_by_id(id)
        .filter(unit::Column::TenantId.eq(tenant))
        .filter(unit::Column::DeletedAt.is_null())
        .one(conn)
        .await
}

/// The tenant's default unit.
///
/// # Errors
/// When the database fails.
pub async fn default_of<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
) -> Result<Option<unit::Model>, DbError> {
    unit::Entity::find()
        .filter(unit::Column::TenantId.eq(tenant))
        // As the partial index spells it.
        .filter(Expr::cust("is_default"))
        .one(conn)
        .await
}

/// The tenant's default unit, made if it is not there yet.
///
/// # Errors
/// When the database fails.
pub async fn ensure_default<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    now: DateTime<Utc>,
) -> Result<unit::Model, DbError> {
    let new = unit::ActiveModel {
        id: Set(UnitId::new(now)),
        tenant_id: Set(tenant),
        title: Set("Default".to_owned()),
        is_default: Set(true),
        created_at: Set(now),
        deleted_at: Set(None),
    };
    unit::Entity::insert(new)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(conn)
        .await?;
    let missing = || DbError::RecordNotFound("the default unit that was just made".to_owned());
    default_of(conn, tenant).await?.ok_or_else(missing)
}

/// Stores a new unit.
///
/// # Errors
/// When the database fails.
pub async fn insert<C: ConnectionTrait>(conn: &C, unit: unit::Model) -> Result<(), DbError> {
    unit::Entity::insert(unit.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// The tenant's live units, oldest first: the default one is among them.
///
/// # Errors
/// When the database fails.
pub async fn of_tenant<C: ConnectionTrait>(conn: &C, tenant: TenantId) -> Result<Vec<unit::Model>, DbError> {
    unit::Entity::find()
        .filter(unit::Column::TenantId.eq(tenant))
        .filter(unit::Column::DeletedAt.is_null())
        .order_by_asc(unit::Column::Id)
        .all(conn)
        .await
}

/// A live unit of the tenant, locked until the transaction ends: nothing joins or leaves it meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn lock<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: UnitId,
) -> Result<Option<unit::Model>, DbError> {
    unit::Entity::find_by_id(id)
        .filter(unit::Column::TenantId.eq(tenant))
        .filter(unit::Column::DeletedAt.is_null())
        .lock_exclusive()
        .one(conn)
        .await
}

/// Stores every field of a unit that was read under a lock.
///
/// # Errors
/// When the database fails.
pub async fn update<C: ConnectionTrait>(conn: &C, unit: unit::Model) -> Result<(), DbError> {
    unit.into_active_model().reset_all().update(conn).await?;
    Ok(())
}
