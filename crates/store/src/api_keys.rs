//! API keys. Found by the hash of their secret; the secret itself is stored nowhere.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, JoinType,
    QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};

use crate::{
    ApiKeyId, DbError, TenantId, UserId,
    entities::{api_key, app_user, tenant},
    pages::List,
};

/// Which keys of a tenant. What is outside of it answers as what is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// Only some.
    Limited {
        /// Those whose scopes are stored in one of these spellings,
        scopes: Vec<String>,
        /// and that act as nobody or as this user.
        user: Option<UserId>,
    },
}

/// A key with what is known about its tenant and its user.
#[derive(Clone, Debug, FromQueryResult)]
pub struct KnownKey {
    /// The key.
    #[sea_orm(nested)]
    pub key: api_key::Model,
    /// How tokens call its tenant.
    pub tenant_slug: String,
    /// Its user's id in the host application, where it has a user.
    pub user_external_id: Option<String>,
    /// Its user's name, where known.
    pub user_name: Option<String>,
}

/// The key whose secret has this hash, in one read, also when it is revoked or has ended. Not by tenant: this is where a
/// caller's tenant comes from.
///
/// # Errors
/// When the database fails.
pub async fn by_hash<C: ConnectionTrait>(conn: &C, hash: &[u8]) -> Result<Option<KnownKey>, DbError> {
    let tenants = api_key::Entity::belongs_to(tenant::Entity)
        .from(api_key::Column::TenantId)
        .to(tenant::Column::Id)
        .into();
    let users = api_key::Entity::belongs_to(app_user::Entity)
        .from(api_key::Column::UserId)
        .to(app_user::Column::Id)
        .into();
    api_key::Entity::find()
        .join(JoinType::InnerJoin, tenants)
        .join(JoinType::LeftJoin, users)
        .column_as(tenant::Column::Slug, "tenant_slug")
        .column_as(app_user::Column::ExternalId, "user_external_id")
        .column_as(app_user::Column::Name, "user_name")
        .filter(api_key::Column::SecretHash.eq(hash.to_vec()))
        .into_model::<KnownKey>()
        .one(conn)
        .await
}

/// Keys of the tenant, in no order; revoked ones too.
fn of(tenant: TenantId, which: &Which) -> Select<api_key::Entity> {
    let query = api_key::Entity::find().filter(api_key::Column::TenantId.eq(tenant));
    match which {
        Which::All => query,
        Which::Limited { scopes, user } => {
            let acts_as = Condition::any()
                .add(api_key::Column::UserId.is_null())
                .add_option(user.map(|user| api_key::Column::UserId.eq(user)));
            query.filter(api_key::Column::Scopes.is_in(scopes.iter().cloned())).filter(acts_as)
        }
    }
}

/// A key of the tenant.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    which: &Which,
    id: ApiKeyId,
) -> Result<Option<api_key::Model>, DbError> {
    of(tenant, which).filter(api_key::Column::Id.eq(id)).one(conn).await
}

/// Keys of the tenant, the newest first; revoked ones too.
///
/// # Errors
/// When the database fails.
pub async fn of_tenant<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    which: &Which,
) -> Result<Vec<api_key::Model>, DbError> {
    of(tenant, which).order_by_desc(api_key::Column::Id).all(conn).await
}

/// The same in parts.
#[must_use]
pub fn list(tenant: TenantId, which: &Which) -> List<api_key::Entity> {
    List::new(of(tenant, which), api_key::Column::Id, false)
}

/// Stores a new key.
///
/// # Errors
/// When the database fails.
pub async fn insert<C: ConnectionTrait>(conn: &C, key: api_key::Model) -> Result<(), DbError> {
    api_key::Entity::insert(key.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// Ends a key of the tenant; says whether it was good before. One that is revoked already keeps its time.
///
/// # Errors
/// When the database fails.
pub async fn revoke<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let changed = api_key::Entity::update_many()
        .col_expr(api_key::Column::RevokedAt, Expr::value(now))
        .filter(api_key::Column::Id.eq(id))
        .filter(api_key::Column::TenantId.eq(tenant))
        .filter(api_key::Column::RevokedAt.is_null())
        .exec(conn)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Stores when a key of the tenant was last used.
///
/// # Errors
/// When the database fails.
pub async fn mark_used<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    api_key::Entity::update_many()
        .col_expr(api_key::Column::LastUsedAt, Expr::value(now))
        .filter(api_key::Column::Id.eq(id))
        .filter(api_key::Column::TenantId.eq(tenant))
        .exec(conn)
        .await?;
    Ok(())
}
