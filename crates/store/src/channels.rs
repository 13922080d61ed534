//! Alert channels. A user's query names the user: what is another's answers as what is missing.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, LockType},
};

use crate::{
    BotId, ChannelId, DbError, TenantId, UserId, channel_dispatches, channel_sends,
    entities::channel::{Column, Entity, Model},
};

/// Whose channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The tenant's and its users'.
    Everybodys,
    /// The tenant's own.
    Tenants,
    /// One user's.
    Users(UserId),
}

/// The live channels, in no order.
pub(crate) fn live(tenant: TenantId, whose: Whose) -> Select<Entity> {
    let query = Entity::find().filter(Column::TenantId.eq(tenant)).filter(Column::DeletedAt.is_null());
    match whose {
        Whose::Everybodys => query,
        Whose::Tenants => query.filter(Column::UserId.is_null()),
        Whose::Users(user) => query.filter(Column::UserId.eq(user)),
    }
}

/// Stores a new channel.
///
/// # Errors
/// When the database fails.
pub async fn insert<C: ConnectionTrait>(conn: &C, channel: Model) -> Result<(), DbError> {
    Entity::insert(channel.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// Stores every field of a channel that was read under a lock.
///
/// # Errors
/// When the database fails.
pub async fn update<C: ConnectionTrait>(conn: &C, channel: Model) -> Result<(), DbError> {
    channel.into_active_model().reset_all().update(conn).await?;
    Ok(())
}

/// A live channel.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    whose: Whose,
    id: ChannelId,
) -> Result<Option<Model>, DbError> {
    live(tenant, whose).filter(Column::Id.eq(id)).one(conn).await
}

/// A live channel, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    whose: Whose,
    id: ChannelId,
) -> Result<Option<Model>, DbError> {
    live(tenant, whose).filter(Column::Id.eq(id)).lock(LockType::NoKeyUpdate).one(conn).await
}

/// The newest live channels, without the first `skip`, `take` at most.
///
/// # Errors
/// When the database fails.
pub async fn newest<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    whose: Whose,
    skip: u64,
    take: u64,
) -> Result<Vec<Model>, DbError> {
    live(tenant, whose).order_by_desc(Column::Id).offset(skip).limit(take).all(conn).await
}

/// How many live channels there are.
///
/// # Errors
/// When the database fails.
pub async fn count<C: ConnectionTrait>(conn: &C, tenant: TenantId, whose: Whose) -> Result<u64, DbError> {
    live(tenant, whose).count(conn).await
}

/// The live channels, oldest first: all that a dispatch has to ask.
///
/// # Errors
/// When the database fails.
pub async fn all<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    whose: Whose,
) -> Result<Vec<Model>, DbError> {
    live(tenant, whose).order_by_asc(Column::Id).all(conn).await
}

/// Whether a live channel of the tenant speaks with a bot of its own that is this one.
///
/// # Errors
/// When the database fails.
pub async fn is_used<C: ConnectionTrait>(conn: &C, tenant: TenantId, bot: BotId) -> Result<bool, DbError> {
    let users = live(tenant, Whose::Everybodys).filter(Column::BotId.eq(bot)).count(conn).await?;
    Ok(users > 0)
}

/// A group has another id now: the tenant's channels follow it.
///
/// # Errors
/// When the database fails.
pub async fn rename_chat<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    from: i64,
    to: i64,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::ChatId, Expr::value(to.to_string()))
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::ChatId.eq(from.to_string()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Forgets a user's channels: they end and keep neither name nor chat, what waits for them is taken back. Returns the bots of
/// their own tokens.
///
/// # Errors
/// When the database fails.
pub async fn forget_of_user<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<BotId>, DbError> {
    let rows =
        Entity::find().filter(Column::TenantId.eq(tenant)).filter(Column::UserId.eq(user)).all(conn).await?;
    for row in &rows {
        channel_sends::cancel_waiting(conn, tenant, row.id, now).await?;
        channel_sends::blank(conn, tenant, row.id).await?;
    }
    Entity::update_many()
        .col_expr(Column::Name, Expr::value(""))
        .col_expr(Column::ChatId, Expr::value(""))
        .col_expr(Column::Topics, Expr::value("[]"))
        .col_expr(Column::IsEnabled, Expr::value(false))
        .col_expr(Column::DeletedAt, Expr::value(now))
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UserId.eq(user))
        .exec(conn)
        .await?;
    channel_dispatches::untitle(conn, tenant, user).await?;
    Ok(rows.into_iter().filter_map(|row| row.bot_id).collect())
}
