//! Units. Every tenant has a default one, made together with it; others are made explicitly.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
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
