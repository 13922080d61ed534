//! What was dispatched to channels, and what became of it in each. How an accepted one ended is read from its send.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use crate::{
    ChannelId, DbError, DispatchId, OutboxId, TenantId, UserId,
    entities::{
        channel_dispatch,
        channel_dispatch_result::{Column, Entity, Model},
        outbox::{self, OutboxState},
    },
};

/// A result with what its dispatch was and how its send ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was dispatched.
    pub dispatch: channel_dispatch::Model,
    /// What became of it.
    pub result: Model,
    /// State and reason of the send; `None` where nothing was accepted, or retention took it.
    pub send: Option<(OutboxState, Option<String>)>,
}

/// Stores a dispatch.
///
/// # Errors
/// When the database fails.
pub async fn insert<C: ConnectionTrait>(conn: &C, dispatch: channel_dispatch::Model) -> Result<(), DbError> {
    channel_dispatch::Entity::insert(dispatch.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// Stores what became of it.
///
/// # Errors
/// When the database fails.
pub async fn insert_results<C: ConnectionTrait>(conn: &C, results: Vec<Model>) -> Result<(), DbError> {
    if results.is_empty() {
        return Ok(());
    }
    Entity::insert_many(results.into_iter().map(IntoActiveModel::into_active_model))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// A dispatch of the tenant; with `by`, of that user.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    by: Option<UserId>,
    id: DispatchId,
) -> Result<Option<channel_dispatch::Model>, DbError> {
    let query =
        channel_dispatch::Entity::find_by_id(id).filter(channel_dispatch::Column::TenantId.eq(tenant));
    match by {
        Some(user) => query.filter(channel_dispatch::Column::UserId.eq(user)).one(conn).await,
        None => query.one(conn).await,
    }
}

/// What became of a dispatch, channel by channel.
///
/// # Errors
/// When the database fails.
pub async fn results<C: ConnectionTrait>(
    conn: &C,
    dispatch: &channel_dispatch::Model,
) -> Result<Vec<Told>, DbError> {
    let rows = Entity::find()
        .filter(Column::DispatchId.eq(dispatch.id))
        .filter(Column::TenantId.eq(dispatch.tenant_id))
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    told(conn, dispatch.tenant_id, rows).await
}

/// What became of dispatches in a channel of the tenant, the newest first, without the first `skip`, `take` at most.
///
/// # Errors
/// When the database fails.
pub async fn newest<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    channel: ChannelId,
    skip: u64,
    take: u64,
) -> Result<Vec<Model>, DbError> {
    Entity::find()
        .filter(Column::ChannelId.eq(channel))
        .filter(Column::TenantId.eq(tenant))
        .order_by_desc(Column::Id)
        .offset(skip)
        .limit(take)
        .all(conn)
        .await
}

/// Adds dispatches and sends to results of the tenant.
///
/// # Errors
/// When the database fails.
pub async fn told<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    rows: Vec<Model>,
) -> Result<Vec<Told>, DbError> {
    let dispatches: HashMap<DispatchId, channel_dispatch::Model> = channel_dispatch::Entity::find()
        .filter(channel_dispatch::Column::TenantId.eq(tenant))
        .filter(channel_dispatch::Column::Id.is_in(rows.iter().map(|row| row.dispatch_id)))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let sends = outbox::Entity::find()
        .select_only()
        .columns([outbox::Column::Id, outbox::Column::State, outbox::Column::Reason])
        .filter(outbox::Column::TenantId.eq(tenant))
        .filter(outbox::Column::Id.is_in(rows.iter().filter_map(|row| row.outbox_id)))
        .into_tuple::<(OutboxId, OutboxState, Option<String>)>()
        .all(conn)
        .await?;
    let mut sends: HashMap<OutboxId, _> =
        sends.into_iter().map(|(id, state, reason)| (id, (state, reason))).collect();
    let tell = |row: Model| {
        let dispatch = dispatches.get(&row.dispatch_id)?.clone();
        let send = row.outbox_id.and_then(|id| sends.remove(&id));
        Some(Told { dispatch, result: row, send })
    };
    Ok(rows.into_iter().filter_map(tell).collect())
}

/// How much a user has dispatched since `since`.
///
/// # Errors
/// When the database fails.
pub async fn count_by<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    user: UserId,
    since: DateTime<Utc>,
) -> Result<u64, DbError> {
    channel_dispatch::Entity::find()
        .filter(channel_dispatch::Column::TenantId.eq(tenant))
        .filter(channel_dispatch::Column::UserId.eq(user))
        .filter(channel_dispatch::Column::CreatedAt.gt(since))
        .count(conn)
        .await
}

/// Forgets the titles of what a user dispatched.
///
/// # Errors
/// When the database fails.
pub async fn untitle<C: ConnectionTrait>(conn: &C, tenant: TenantId, user: UserId) -> Result<(), DbError> {
    channel_dispatch::Entity::update_many()
        .col_expr(channel_dispatch::Column::Title, Expr::value(""))
        .filter(channel_dispatch::Column::TenantId.eq(tenant))
        .filter(channel_dispatch::Column::UserId.eq(user))
        .exec(conn)
        .await?;
    Ok(())
}

/// Forgets dispatches from before `before`, `batch` at most; returns how many. Of the whole server.
///
/// # Errors
/// When the database fails.
pub async fn forget<C: ConnectionTrait>(conn: &C, before: DateTime<Utc>, batch: u64) -> Result<u64, DbError> {
    let old: Vec<DispatchId> = channel_dispatch::Entity::find()
        .select_only()
        .column(channel_dispatch::Column::Id)
        .filter(channel_dispatch::Column::CreatedAt.lt(before))
        .order_by_asc(channel_dispatch::Column::CreatedAt)
        .limit(batch)
        .into_tuple()
        .all(conn)
        .await?;
    if old.is_empty() {
        return Ok(0);
    }
    Entity::delete_many().filter(Column::DispatchId.is_in(old.clone())).exec(conn).await?;
    let gone = channel_dispatch::Entity::delete_many()
        .filter(channel_dispatch::Column::Id.is_in(old))
        .exec(conn)
        .await?;
    Ok(gone.rows_affected)
}
