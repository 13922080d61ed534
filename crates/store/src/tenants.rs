//! Tenants. The first valid token that names one makes it, with its default unit; two at once make one.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict,
};

use crate::{DbError, TenantId, entities::tenant, units};

/// The tenant that tokens call `slug`. Not by tenant: this is where a caller's tenant comes from.
///
/// # Errors
/// When the database fails.
pub async fn by_slug<C: ConnectionTrait>(conn: &C, slug: &str) -> Result<Option<tenant::Model>, DbError> {
    tenant::Entity::find().filter(tenant::Column::Slug.eq(slug)).one(conn).await
}

/// The tenant by its id.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(conn: &C, id: TenantId) -> Result<Option<tenant::Model>, DbError> {
    tenant::Entity::find_by_id(id).one(conn).await
}

/// The tenant that tokens call `slug`, made with its default unit if it is not there yet. Run it in a transaction.
///
/// # Errors
/// When the database fails.
pub async fn ensure<C: ConnectionTrait>(
    conn: &C,
    slug: &str,
    now: DateTime<Utc>,
) -> Result<tenant::Model, DbError> {
    let new = tenant::ActiveModel {
        id: Set(TenantId::new(now)),
        slug: Set(slug.to_owned()),
        name: Set(None),
        language: Set(None),
        created_at: Set(now),
    };
    tenant::Entity::insert(new)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(conn)
        .await?;
    let missing = || DbError::RecordNotFound("the tenant that was just made".to_owned());
    let tenant = by_slug(conn, slug).await?.ok_or_else(missing)?;
    units::ensure_default(conn, tenant.id, now).await?;
    Ok(tenant)
}
