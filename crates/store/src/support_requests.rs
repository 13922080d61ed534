//! What was asked of a bot's owner about its support chat.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr,
};

use crate::{
    DbError, IntegrationId, SupportRequestId, TenantId,
    entities::support_request::{Column, Entity, Model, RequestState},
};

/// Stores a request, and forgets those of the integration from before `forget_before`.
///
/// # Errors
/// When the database fails.
pub async fn insert<C: ConnectionTrait>(
    conn: &C,
    request: Model,
    forget_before: DateTime<Utc>,
) -> Result<(), DbError> {
    Entity::delete_many()
        .filter(Column::TenantId.eq(request.tenant_id))
        .filter(Column::IntegrationId.eq(request.integration_id))
        .filter(Column::CreatedAt.lt(forget_before))
        .exec(conn)
        .await?;
    Entity::insert(request.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// The requests of an integration since then, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn since<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    integration: IntegrationId,
    since: DateTime<Utc>,
) -> Result<Vec<Model>, DbError> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::IntegrationId.eq(integration))
        .filter(Column::CreatedAt.gte(since))
        .order_by_asc(Column::CreatedAt)
        .all(conn)
        .await
}

/// A request of the integration, in whatever state.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    integration: IntegrationId,
    id: SupportRequestId,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(id)
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::IntegrationId.eq(integration))
        .one(conn)
        .await
}

/// Decides a request; `false` when it was decided before.
///
/// # Errors
/// When the database fails.
pub async fn decide<C: ConnectionTrait>(
    conn: &C,
    request: &Model,
    state: RequestState,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let decided = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::DecidedAt, Expr::value(now))
        .filter(Column::Id.eq(request.id))
        .filter(Column::TenantId.eq(request.tenant_id))
        .filter(Column::State.eq(RequestState::Pending))
        .exec(conn)
        .await?;
    Ok(decided.rows_affected == 1)
}
