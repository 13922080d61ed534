//! The chats that a bot was seen in. Recorded from every update; the row stays when Telegram's id migrates.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::OnConflict,
};

use crate::{
    BotId, ChatId, DbError, TenantId,
    entities::{
        chat::{ActiveModel, ChatKind, Column, Entity, Model},
        contact,
    },
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
        added_by: Set(None),
        is_heard: Set(true),
        last_sent_at: Set(None),
        blocked_until: Set(None),
        waits_for: Set(None),
        first_seen_at: Set(now),
        last_seen_at: Set(now),
    };
    let on_conflict = OnConflict::columns([Column::BotId, Column::TelegramChatId])
        .update_columns([
            Column::TenantId,
            Column::Kind,
            Column::Title,
            Column::Username,
            Column::IsHeard,
            Column::LastSeenAt,
        ])
        .to_owned();
    Entity::insert(row).on_conflict(on_conflict).exec_with_returning(conn).await
}

/// A chat to write to by Telegram's id, known to the bot or not. What it is follows from the id until an update tells more:
/// positive ids are people, `-100…` supergroups or channels (official documentation, `Chat`).
///
/// # Errors
/// When the database fails.
pub async fn ensure_target<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
    telegram_chat_id: i64,
    now: DateTime<Utc>,
) -> Result<Model, DbError> {
    let kind = match telegram_chat_id {
        0.. => ChatKind::Private,
        ..=-1_000_000_000_000 => ChatKind::Supergroup,
        _ => ChatKind::Group,
    };
    let row = ActiveModel {
        id: NotSet,
        bot_id: Set(bot),
        tenant_id: Set(tenant),
        telegram_chat_id: Set(telegram_chat_id),
        kind: Set(kind),
        title: Set(None),
        username: Set(None),
        membership: Set(None),
        added_by: Set(None),
        is_heard: Set(false),
        last_sent_at: Set(None),
        blocked_until: Set(None),
        waits_for: Set(None),
        first_seen_at: Set(now),
        last_seen_at: Set(now),
    };
    let on_conflict = OnConflict::columns([Column::BotId, Column::TelegramChatId])
        .update_columns([Column::TenantId])
        .to_owned();
    Entity::insert(row).on_conflict(on_conflict).exec_with_returning(conn).await
}

/// The groups and channels that a bot of the tenant is in, newest first, `take` at most.
///
/// # Errors
/// When the database fails.
pub async fn groups_of<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
    take: u64,
) -> Result<Vec<Model>, DbError> {
    let is_inside = Condition::any()
        .add(Column::Membership.is_null())
        .add(Column::Membership.is_not_in(["left", "kicked"]));
    heard_by(tenant, bot, take).filter(Column::TelegramChatId.lt(0)).filter(is_inside).all(conn).await
}

/// The private chats in which a bot of the tenant was started, newest first, each with its person, `take` at most.
///
/// # Errors
/// When the database fails.
pub async fn people_of<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
    take: u64,
) -> Result<Vec<(Model, Option<contact::Model>)>, DbError> {
    let chats = heard_by(tenant, bot, take).filter(Column::TelegramChatId.gt(0)).all(conn).await?;
    let people = contact::Entity::find()
        .filter(contact::Column::TenantId.eq(tenant))
        .filter(contact::Column::ChatId.is_in(chats.iter().map(|chat| chat.id)))
        .all(conn)
        .await?;
    let mut people: HashMap<ChatId, contact::Model> =
        people.into_iter().map(|person| (person.chat_id, person)).collect();
    Ok(chats
        .into_iter()
        .map(|chat| {
            let person = people.remove(&chat.id);
            (chat, person)
        })
        .collect())
}

/// The groups and channels that a person added a bot of the tenant to and that it was not removed from, newest first.
///
/// # Errors
/// When the database fails.
pub async fn groups_added_by<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
    telegram_user_id: i64,
    take: u64,
) -> Result<Vec<Model>, DbError> {
    heard_by(tenant, bot, take)
        .filter(Column::AddedBy.eq(telegram_user_id))
        .filter(Column::Membership.is_not_in(["left", "kicked"]))
        .all(conn)
        .await
}

fn heard_by(tenant: TenantId, bot: BotId, take: u64) -> Select<Entity> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::BotId.eq(bot))
        .filter(Column::IsHeard.eq(true))
        .order_by_desc(Column::Id)
        .limit(take)
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
    with_telegram_id(tenant, bot, telegram_chat_id).one(conn).await
}

pub(crate) fn with_telegram_id(tenant: TenantId, bot: BotId, telegram_chat_id: i64) -> Select<Entity> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::BotId.eq(bot))
        .filter(Column::TelegramChatId.eq(telegram_chat_id))
}
