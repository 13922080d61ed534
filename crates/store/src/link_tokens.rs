//! Tokens of deep links: at most one row a user. A dead one stays until the next takes its place.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Expr, LockType},
};

use crate::{
    BotId, ContactId, DbError, LinkTokenId, TenantId, UserId,
    entities::link_token::{Column, Entity, Model},
};

/// The user's token that is neither used nor expired.
///
/// # Errors
/// When the database fails.
pub async fn live_of_user<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbError> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UserId.eq(user))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .one(conn)
        .await
}

/// Stores a token in place of the user's earlier one. The user's row must be locked.
///
/// # Errors
/// When the database fails.
pub async fn replace<C: ConnectionTrait>(conn: &C, new: Model) -> Result<(), DbError> {
    remove_of_user(conn, new.tenant_id, new.user_id).await?;
    Entity::insert(new.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// Removes the user's token, if there is one, in whatever state.
///
/// # Errors
/// When the database fails.
pub async fn remove_of_user<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    Entity::delete_many()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UserId.eq(user))
        .exec(conn)
        .await?;
    Ok(())
}

/// Opens a live token of the tenant's bot, whose hash is one of `hashes`, in the chat of `contact`: from now on it can be
/// used there, and no more where it was opened before. `None`: there is no such token.
///
/// # Errors
/// When the database fails.
pub async fn open<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
    hashes: Vec<Vec<u8>>,
    contact: ContactId,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbError> {
    let found = Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::BotId.eq(bot))
        .filter(Column::TokenHash.is_in(hashes))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .lock(LockType::NoKeyUpdate)
        .one(conn)
        .await?;
    if let Some(token) = &found {
        Entity::update_many()
            .col_expr(Column::ContactId, Expr::value(contact))
            .filter(Column::Id.eq(token.id))
            .filter(Column::TenantId.eq(tenant))
            .exec(conn)
            .await?;
    }
    Ok(found)
}

/// A token of the tenant by the id that its buttons carry, in whatever state.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: LinkTokenId,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(id).filter(Column::TenantId.eq(tenant)).one(conn).await
}

/// Uses a token up in the chat where it was opened; `false` when it is used, expired, gone, or was opened elsewhere since.
///
/// # Errors
/// When the database fails.
pub async fn spend<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: LinkTokenId,
    contact: ContactId,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let spent = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::ContactId.eq(contact))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(conn)
        .await?;
    Ok(spent.rows_affected == 1)
}

/// The person does not want it: its buttons in that chat do nothing from now on. The token itself stays, for whom it was
/// issued. `false` when it was not open there.
///
/// # Errors
/// When the database fails.
pub async fn put_back<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: LinkTokenId,
    contact: ContactId,
) -> Result<bool, DbError> {
    let put_back = Entity::update_many()
        .col_expr(Column::ContactId, Expr::value(Option::<ContactId>::None))
        .filter(Column::Id.eq(id))
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::ContactId.eq(contact))
        .filter(Column::UsedAt.is_null())
        .exec(conn)
        .await?;
    Ok(put_back.rows_affected == 1)
}
