//! Integrations: a unit's bot with its sealed token and its settings.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, LockBehavior, LockType, Query},
};

use crate::{
    BotId, DbError, IntegrationId, TenantId, UnitId,
    entities::{
        bot,
        integration::{Column, ConfiguredBy, DeliveryPolicy, Entity, Model},
        unit,
    },
};

/// The live integration that a bot belongs to, with the bot. Not by tenant: the caller is the bot itself.
///
/// # Errors
/// When the database fails.
pub async fn by_bot<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
) -> Result<Option<(Model, bot::Model)>, DbError> {
    let to_bot = Entity::belongs_to(bot::Entity).from(Column::BotId).to(bot::Column::Id);
    let found = Entity::find()
        .join(JoinType::InnerJoin, to_bot.into())
        .select_also(bot::Entity)
        .filter(Column::BotId.eq(bot))
        .filter(Column::DeletedAt.is_null())
        .one(conn)
        .await?;
    Ok(found.and_then(|(integration, bot)| Some((integration, bot?))))
}

/// The live default integration of the tenant's default unit.
///
/// # Errors
/// When the database fails.
pub async fn default_of<C: ConnectionTrait>(conn: &C, tenant: TenantId) -> Result<Option<Model>, DbError> {
    let unit = Query::select()
        .column(unit::Column::Id)
        .from(unit::Entity)
        .and_where(unit::Column::TenantId.eq(tenant))
        .and_where(Expr::cust("is_default"))
        .take();
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UnitId.in_subquery(unit))
        .filter(Expr::cust("is_default and deleted_at is null"))
        .one(conn)
        .await
}

/// The live default integration of a unit. The unit stays locked until the transaction ends, so that only one at a time
/// makes or changes it.
///
/// # Errors
/// When the database fails.
pub async fn lock_default<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    unit: UnitId,
) -> Result<Option<Model>, DbError> {
    // Not FOR UPDATE: an update in hand holds the bot and refers to these rows, which FOR UPDATE would make it wait for,
    // while whoever holds them goes on to the bot: a deadlock.
    unit::Entity::find_by_id(unit).lock(LockType::NoKeyUpdate).one(conn).await?;
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UnitId.eq(unit))
        .filter(Expr::cust("is_default and deleted_at is null"))
        .lock(LockType::NoKeyUpdate)
        .one(conn)
        .await
}

/// A live integration of the tenant.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: IntegrationId,
) -> Result<Option<Model>, DbError> {
    live(tenant, id).one(conn).await
}

/// A live integration of the tenant, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: IntegrationId,
) -> Result<Option<Model>, DbError> {
    live(tenant, id).lock(LockType::NoKeyUpdate).one(conn).await
}

/// [`lock`] without waiting: `None` also when somebody else holds it.
///
/// # Errors
/// When the database fails.
pub async fn lock_if_free<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: IntegrationId,
) -> Result<Option<Model>, DbError> {
    live(tenant, id).lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked).one(conn).await
}

fn live(tenant: TenantId, id: IntegrationId) -> Select<Entity> {
    Entity::find_by_id(id)
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::SendsOnly.eq(false))
        .filter(Column::DeletedAt.is_null())
}

/// The live integrations of a unit, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_unit<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    unit: UnitId,
) -> Result<Vec<Model>, DbError> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UnitId.eq(unit))
        .filter(Column::SendsOnly.eq(false))
        .filter(Column::DeletedAt.is_null())
        .order_by_asc(Column::Id)
        .all(conn)
        .await
}

/// Whether the unit's default integration was ever set up by a call, also one that is deleted by now.
///
/// # Errors
/// When the database fails.
pub async fn was_configured_by_call<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    unit: UnitId,
) -> Result<bool, DbError> {
    let by_call = Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UnitId.eq(unit))
        .filter(Column::IsDefault.eq(true))
        .filter(Column::ConfiguredBy.eq(ConfiguredBy::Api))
        .count(conn)
        .await?;
    Ok(by_call > 0)
}

/// Stores a new integration.
///
/// # Errors
/// When the database fails, or its unit or bot has another one.
pub async fn insert<C: ConnectionTrait>(conn: &C, integration: Model) -> Result<(), DbError> {
    Entity::insert(integration.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// Stores every field of an integration that was read under a lock.
///
/// # Errors
/// When the database fails, or its bot has another one.
pub async fn update<C: ConnectionTrait>(conn: &C, integration: Model) -> Result<(), DbError> {
    integration.into_active_model().reset_all().update(conn).await?;
    Ok(())
}

/// Stores what `getMe` says of the bot. By bot, not by tenant: the caller speaks for the bot.
///
/// # Errors
/// When the database fails.
pub async fn set_identity<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    username: Option<&str>,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::BotUsername, Expr::value(username))
        .col_expr(Column::BotName, Expr::value(name))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::BotId.eq(bot))
        .filter(Column::DeletedAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// Stores which webhook is registered for a bot of the tenant, with its secret's digest; `None`: the bot is polled.
/// `false` when the integration has another bot or another key by now.
///
/// # Errors
/// When the database fails.
pub async fn set_webhook<C: ConnectionTrait>(
    conn: &C,
    read: &Model,
    webhook: Option<(&str, Vec<u8>)>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let (url, secret_hash) = webhook.unzip();
    let stored = Entity::update_many()
        .col_expr(Column::WebhookUrl, Expr::value(url))
        .col_expr(Column::WebhookSecretHash, Expr::value(secret_hash))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(read.id))
        .filter(Column::TenantId.eq(read.tenant_id))
        .filter(Column::BotId.eq(read.bot_id))
        .filter(Column::WebhookKey.eq(read.webhook_key.as_str()))
        .filter(Column::DeletedAt.is_null())
        .exec(conn)
        .await?;
    Ok(stored.rows_affected == 1)
}

/// Whatever the bot's integration calls the chat `from` is called `to` from now on.
///
/// # Errors
/// When the database fails.
pub async fn rename_chat<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
    from: i64,
    to: i64,
) -> Result<(), DbError> {
    for column in [Column::SupportChatId, Column::OwnerChatId] {
        Entity::update_many()
            .col_expr(column, Expr::value(to))
            .filter(Column::TenantId.eq(tenant))
            .filter(Column::BotId.eq(bot))
            .filter(column.eq(from))
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// The live integration with this webhook key. Not by tenant: the caller is Telegram, and the key is the proof.
///
/// # Errors
/// When the database fails.
pub async fn by_webhook_key<C: ConnectionTrait>(conn: &C, key: &str) -> Result<Option<Model>, DbError> {
    Entity::find().filter(Column::WebhookKey.eq(key)).filter(Column::DeletedAt.is_null()).one(conn).await
}

/// What the live integration of a bot says about lost answers. Not by tenant: the caller speaks for the bot.
///
/// # Errors
/// When the database fails.
pub async fn delivery_policy<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
) -> Result<Option<DeliveryPolicy>, DbError> {
    Entity::find()
        .select_only()
        .column(Column::DeliveryPolicy)
        .filter(Column::BotId.eq(bot))
        .filter(Column::DeletedAt.is_null())
        .into_tuple()
        .one(conn)
        .await
}
