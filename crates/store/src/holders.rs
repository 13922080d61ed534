//! Which integration has a bot: one at a time, of whatever tenant.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::LockType};

use crate::{
    BotId, DbError, IntegrationId, TenantId,
    entities::integration::{Column, Entity, Model},
};

/// The live integration that a bot belongs to, of whatever tenant and kind, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_holder<C: ConnectionTrait>(conn: &C, bot: BotId) -> Result<Option<Model>, DbError> {
    Entity::find()
        .filter(Column::BotId.eq(bot))
        .filter(Column::DeletedAt.is_null())
        .lock(LockType::NoKeyUpdate)
        .one(conn)
        .await
}

/// Whether another live integration, of whatever tenant, has this bot.
///
/// # Errors
/// When the database fails.
pub async fn is_connected_elsewhere<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    than: IntegrationId,
) -> Result<bool, DbError> {
    let holder =
        Entity::find().filter(Column::BotId.eq(bot)).filter(Column::DeletedAt.is_null()).one(conn).await?;
    Ok(holder.is_some_and(|holder| holder.id != than))
}

/// What the tenant's live bots among these are called at Telegram.
///
/// # Errors
/// When the database fails.
pub async fn usernames<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bots: &[BotId],
) -> Result<HashMap<BotId, Option<String>>, DbError> {
    let rows = Entity::find()
        .select_only()
        .columns([Column::BotId, Column::BotUsername])
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::BotId.is_in(bots.iter().copied()))
        .filter(Column::DeletedAt.is_null())
        .into_tuple::<(BotId, Option<String>)>()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}
