//! Bots as their settings see them. What their owners do with them is in `ownership`.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use crate::{
    BotId, ChatId, DbError, IntegrationId, TenantId,
    entities::{
        bot::{ActiveModel, BotState, Column, Entity, Model},
        chat,
        contact::{self, ContactState},
    },
};

/// A bot of the tenant.
///
/// # Errors
/// When the database fails.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(bot).filter(Column::TenantId.eq(tenant)).one(conn).await
}

/// Gives a bot to an integration and lets it be tried again, also when Telegram refused it before. What delivery
/// knows of it (owner, epoch, pauses, offset) stays. The caller saw that no other live integration has it.
///
/// # Errors
/// When the database fails.
pub async fn connect<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    integration: IntegrationId,
    bot: BotId,
    has_new_token: bool,
) -> Result<(), DbError> {
    let row = ActiveModel {
        id: Set(bot),
        integration_id: Set(integration),
        tenant_id: Set(tenant),
        state: Set(BotState::Active),
        token_version: Set(1),
        owner: Set(None),
        epoch: Set(0),
        rate: Set(None),
        burst: Set(None),
        blocked_until: Set(None),
        next_offset: Set(0),
    };
    let version = if has_new_token { "bot.token_version + 1" } else { "bot.token_version" };
    let on_conflict = OnConflict::column(Column::Id)
        .update_columns([Column::IntegrationId, Column::TenantId, Column::State])
        .value(Column::TokenVersion, Expr::cust(version))
        .to_owned();
    Entity::insert(row).on_conflict(on_conflict).exec_without_returning(conn).await?;
    Ok(())
}

/// Switches a bot of the tenant on or off; its queue stays.
///
/// # Errors
/// When the database fails.
pub async fn set_state<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
    state: BotState,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .filter(Column::Id.eq(bot))
        .filter(Column::TenantId.eq(tenant))
        .exec(conn)
        .await?;
    Ok(())
}

/// Stores the bot's own status in a chat of the tenant, as Telegram calls it.
///
/// # Errors
/// When the database fails.
pub async fn set_membership<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    chat: ChatId,
    status: &str,
) -> Result<(), DbError> {
    chat::Entity::update_many()
        .col_expr(chat::Column::Membership, Expr::value(status))
        .filter(chat::Column::Id.eq(chat))
        .filter(chat::Column::TenantId.eq(tenant))
        .exec(conn)
        .await?;
    Ok(())
}

/// How many of a bot's contacts can be written to.
///
/// # Errors
/// When the database fails.
pub async fn subscribers<C: ConnectionTrait>(conn: &C, tenant: TenantId, bot: BotId) -> Result<u64, DbError> {
    contact::Entity::find()
        .filter(contact::Column::BotId.eq(bot))
        .filter(contact::Column::State.eq(ContactState::Active))
        .filter(contact::Column::TenantId.eq(tenant))
        .count(conn)
        .await
}
