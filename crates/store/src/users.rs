//! Users: accounts of the host application. Nobody signs up here; the first valid token makes the row.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult as _, JoinType, QueryFilter,
    QuerySelect, Statement,
    sea_query::{Expr, OnConflict},
};

use crate::{
    DbError, TenantId, UserId,
    entities::{app_user, tenant},
};

/// The user whom a token names, in one read. Not by tenant id: a token knows its tenant by the slug only.
///
/// # Errors
/// When the database fails.
pub async fn by_token<C: ConnectionTrait>(
    conn: &C,
    tenant_slug: &str,
    external_id: &str,
) -> Result<Option<app_user::Model>, DbError> {
    let tenants = app_user::Entity::belongs_to(tenant::Entity)
        .from(app_user::Column::TenantId)
        .to(tenant::Column::Id)
        .into();
    app_user::Entity::find()
        .join(JoinType::InnerJoin, tenants)
        .filter(tenant::Column::Slug.eq(tenant_slug))
        .filter(app_user::Column::ExternalId.eq(external_id))
        .one(conn)
        .await
}

/// The users whom these tokens name, (tenant slug, id in the host application) each; a place in the answer for each of them. For every one
/// a look into two indexes, however many there are of anything.
///
/// # Errors
/// When the database fails.
pub async fn by_tokens<C: ConnectionTrait>(
    conn: &C,
    tokens: &[(String, String)],
) -> Result<Vec<Option<app_user::Model>>, DbError> {
    let tokens_as_json = serde_json::to_string(tokens).map_err(|error| DbError::Json(error.to_string()))?;
    let backend = conn.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => BY_TOKENS_POSTGRES,
        _ => BY_TOKENS_SQLITE,
    };
    let statement = Statement::from_sql_and_values(backend, sql, [tokens_as_json.into()]);
    let mut users = vec![None; tokens.len()];
    for row in conn.query_all_raw(statement).await? {
        let place: i64 = row.try_get("", "place")?;
        let place = usize::try_from(place).ok().and_then(|place| users.get_mut(place));
        if let Some(place) = place {
            *place = Some(app_user::Model::from_query_result(&row, "")?);
        }
    }
    Ok(users)
}

/// Each for itself: joined as a whole, PostgreSQL may read the whole table.
const BY_TOKENS_POSTGRES: &str = "select token.place - 1 as place, app_user.* \
     from json_array_elements(cast($1 as json)) with ordinality as token (pair, place) \
     cross join lateral (select * from app_user \
         where tenant_id = (select id from tenant where slug = token.pair->>0) and external_id = token.pair->>1 \
         limit 1) app_user";

const BY_TOKENS_SQLITE: &str = "select token.key as place, app_user.* from json_each(?) as token \
     cross join tenant on tenant.slug = token.value->>0 \
     cross join app_user on app_user.tenant_id = tenant.id and app_user.external_id = token.value->>1";

/// The tenant's user with this id in the host application.
///
/// # Errors
/// When the database fails.
pub async fn by_external_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    external_id: &str,
) -> Result<Option<app_user::Model>, DbError> {
    app_user::Entity::find()
        .filter(app_user::Column::TenantId.eq(tenant))
        .filter(app_user::Column::ExternalId.eq(external_id))
        .one(conn)
        .await
}

/// The tenant's user by our id.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: UserId,
) -> Result<Option<app_user::Model>, DbError> {
    app_user::Entity::find_by_id(id).filter(app_user::Column::TenantId.eq(tenant)).one(conn).await
}

/// The tenant's user, made if it is not there yet; one that is there keeps its name.
///
/// # Errors
/// When the database fails.
pub async fn ensure<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    external_id: &str,
    name: Option<&str>,
    now: DateTime<Utc>,
) -> Result<app_user::Model, DbError> {
    let new = app_user::ActiveModel {
        id: Set(UserId::new(now)),
        tenant_id: Set(tenant),
        external_id: Set(external_id.to_owned()),
        name: Set(name.map(str::to_owned)),
        created_at: Set(now),
        updated_at: Set(now),
    };
    app_user::Entity::insert(new)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(conn)
        .await?;
    let missing = || DbError::RecordNotFound("the user that was just made".to_owned());
    by_external_id(conn, tenant, external_id).await?.ok_or_else(missing)
}

/// Stores what the user is called now.
///
/// # Errors
/// When the database fails.
pub async fn rename<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: UserId,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    app_user::Entity::update_many()
        .col_expr(app_user::Column::Name, Expr::value(name))
        .col_expr(app_user::Column::UpdatedAt, Expr::value(now))
        .filter(app_user::Column::Id.eq(id))
        .filter(app_user::Column::TenantId.eq(tenant))
        .exec(conn)
        .await?;
    Ok(())
}

/// Users of the tenant by our ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    ids: &[UserId],
) -> Result<Vec<app_user::Model>, DbError> {
    let query = app_user::Entity::find().filter(app_user::Column::Id.is_in(ids.iter().copied()));
    query.filter(app_user::Column::TenantId.eq(tenant)).all(conn).await
}
