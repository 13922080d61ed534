//! The chats that a bot was seen in. Recorded from every update; the row stays when Telegram's id migrates.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};

use crate::{
    BotId, ChatId, DbError, TenantId,
    entities::chat::{ActiveModel, ChatKind, Column, Entity, Model},
};

/// A chat as an update shows it.
#[derive(Clone, Debug)]
pub struct SeenChat {
    /// Whose bot saw it.
    pub tenant: TenantId,
    /// Which bot saw it.
    pub bot: BotId,
    /// Telegram's id.
    pub telegram_chat_id: i64,
    /// Telegram's type.
    pub kind: ChatKind,
    /// Groups and channels have one.
    pub title: Option<String>,
    /// Public chats have one.
    pub username: Option<String>,
}

/// Records a chat as last seen, whether it is known or not. Safe when several transactions do it at once.
///
/// The chat belongs to the bot's present tenant: when a bot moved, its chats move with it.
///
/// # Errors
/// When the database fails.
pub async fn record<C: ConnectionTrait>(
    conn: &C,
    seen: SeenChat,
    now: DateTime<Utc>,
) -> Result<Model, DbError> {
    let row = ActiveModel {
        id: NotSet,
        bot_id: Set(seen.bot),
        tenant_id: Set(seen.tenant),
        telegram_chat_id: Set(seen.telegram_chat_id),
        kind: Set(seen.kind),
        title: Set(seen.title),
        username: Set(seen.username),
        membership: Set(None),
        last_sent_at: Set(None),
        blocked_until: Set(None),
        waits_for: Set(None),
        first_seen_at: Set(now),
        last_seen_at: Set(now),
    };
    let on_conflict = OnConflict::columns([Column::BotId, Column::TelegramChatId])
        .update_columns([Column::TenantId, Column::Kind, Column::Title, Column::Username, Column::LastSeenAt])
        .to_owned();
    Entity::insert(row).on_conflict(on_conflict).exec_with_returning(conn).await
}

/// A chat of the tenant by our id.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    chat: ChatId,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(chat).filter(Column::TenantId.eq(tenant)).one(conn).await
}

/// A chat of the tenant's bot by Telegram's id.
///
/// # Errors
/// When the database fails.
pub async fn by_telegram_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
    telegram_chat_id: i64,
) -> Result<Option<Model>, DbError> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::BotId.eq(bot))
        .filter(Column::TelegramChatId.eq(telegram_chat_id))
        .one(conn)
        .await
}
