//! Bots as their settings see them. What their owners do with them is in `ownership`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};

use crate::{
    BotId, ChatId, DbError, IntegrationId, Later, MessageId, TenantId,
    entities::{
        bot::{ActiveModel, BotState, Column, Entity, Model},
        chat,
        contact::{self, ContactState},
        lane,
        message::MessageStatus,
        outbox::{self, OutboxState},
    },
    settlement,
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

/// A bot of the tenant, held as it is until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn hold<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(bot).filter(Column::TenantId.eq(tenant)).lock_shared().one(conn).await
}

/// Whose a bot is, or was before it was disconnected. Not by tenant: that is the question.
///
/// # Errors
/// When the database fails.
pub async fn tenant_of<C: ConnectionTrait>(conn: &C, bot: BotId) -> Result<Option<TenantId>, DbError> {
    Ok(Entity::find_by_id(bot).one(conn).await?.map(|bot| bot.tenant_id))
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
        loaded_at: Set(None),
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

/// When each of these bots last heard from anybody. Not by tenant: whoever owns the bots asks.
///
/// # Errors
/// When the database fails.
pub async fn last_heard<C: ConnectionTrait>(
    conn: &C,
    bots: &[BotId],
) -> Result<HashMap<BotId, DateTime<Utc>>, DbError> {
    if bots.is_empty() {
        return Ok(HashMap::new());
    }
    let heard: Vec<(BotId, DateTime<Utc>)> = chat::Entity::find()
        .select_only()
        .column(chat::Column::BotId)
        .column_as(chat::Column::LastSeenAt.max(), "heard_at")
        .filter(chat::Column::BotId.is_in(bots.iter().copied()))
        .group_by(chat::Column::BotId)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(heard.into_iter().collect())
}

/// Notes that Telegram has the tokens of these bots loaded. Not by tenant: whoever owns the bots knows.
///
/// # Errors
/// When the database fails.
pub async fn set_loaded<C: ConnectionTrait>(
    conn: &C,
    bots: &[BotId],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if bots.is_empty() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::LoadedAt, Expr::value(now))
        .filter(Column::Id.is_in(bots.iter().copied()))
        .exec(conn)
        .await?;
    Ok(())
}

/// The bot of the tenant goes to another Bot API server, which counts its updates from elsewhere.
///
/// # Errors
/// When the database fails.
pub async fn begin_anew<C: ConnectionTrait>(conn: &C, tenant: TenantId, bot: BotId) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::NextOffset, Expr::value(0_i64))
        .col_expr(Column::LoadedAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(Column::Id.eq(bot))
        .filter(Column::TenantId.eq(tenant))
        .exec(conn)
        .await?;
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

/// Cancels what other tenants left waiting for a bot that has come to this one, and answers how many sends that were.
///
/// # Errors
/// When the database fails.
pub async fn cancel_of_other_tenants<C: Later>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
    now: DateTime<Utc>,
) -> Result<u64, DbError> {
    let lanes = Query::select()
        .column(lane::Column::Id)
        .from(lane::Entity)
        .and_where(lane::Column::BotId.eq(bot))
        .and_where(Expr::cust("open"))
        .take();
    let cancelled = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(OutboxState::Cancelled))
        .col_expr(outbox::Column::Reason, Expr::value("bot_moved"))
        .col_expr(outbox::Column::DoneAt, Expr::value(now))
        .filter(outbox::Column::LaneId.in_subquery(lanes))
        .filter(outbox::Column::TenantId.ne(tenant))
        .filter(Expr::cust("state = 'pending'"))
        .filter(Expr::cust("state in ('pending', 'sending')"))
        .exec_with_returning(conn)
        .await?;
    let messages: Vec<MessageId> = cancelled.iter().filter_map(|row| row.message_id).collect();
    settlement::set_message_status(conn, &messages, MessageStatus::Failed, Some("bot_moved"), now).await?;
    Ok(cancelled.len() as u64)
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

/// Stores which person added the bot to a chat of the tenant.
///
/// # Errors
/// When the database fails.
pub async fn set_added_by<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    chat: ChatId,
    telegram_user_id: Option<i64>,
) -> Result<(), DbError> {
    chat::Entity::update_many()
        .col_expr(chat::Column::AddedBy, Expr::value(telegram_user_id))
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
