//! Which of our messages a Telegram message is. By bot, not by tenant: Telegram's ids mean something only to the bot
//! that saw them. A row with a send (`outbox_id`) is what the bot wrote itself; one without came in.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, OnConflict, Query},
};

use crate::{
    BotId, ChatId, DbError, Later, MessageId, OutboxId, TenantId,
    entities::{
        lane,
        message_map::{Column, Entity, Model},
        outbox,
    },
};

/// Notes which message it is; what is known already stays.
///
/// # Errors
/// When the database fails.
pub async fn insert<C: Later>(conn: &C, row: Model) -> Result<(), DbError> {
    let known = [Column::BotId, Column::TelegramChatId, Column::TelegramMessageId];
    let on_conflict = OnConflict::columns(known).do_nothing().to_owned();
    let insert = Entity::insert_many([row.into_active_model()]).on_conflict(on_conflict);
    conn.later(insert.build(conn.get_database_backend())).await
}

/// What a Telegram message is, if it is known.
///
/// # Errors
/// When the database fails.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    telegram_chat_id: i64,
    telegram_message_id: i64,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id((bot, telegram_chat_id, telegram_message_id)).one(conn).await
}

/// Telegram's newest id of a message of ours in a chat (a header and its copy are one message: the copy).
///
/// # Errors
/// When the database fails.
pub async fn id_in_chat<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    message: MessageId,
    telegram_chat_id: i64,
) -> Result<Option<i64>, DbError> {
    let row = Entity::find()
        .filter(Column::MessageId.eq(message))
        .filter(Column::BotId.eq(bot))
        .filter(Column::TelegramChatId.eq(telegram_chat_id))
        .order_by_desc(Column::TelegramMessageId)
        .limit(1)
        .one(conn)
        .await?;
    Ok(row.map(|row| row.telegram_message_id))
}

/// Whether a send to the chat that started before `before` has not ended: its row here may still come.
///
/// # Errors
/// When the database fails.
pub async fn is_coming<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    chat: ChatId,
    before: DateTime<Utc>,
) -> Result<bool, DbError> {
    let lanes = Query::select()
        .column(lane::Column::Id)
        .from(lane::Entity)
        .and_where(lane::Column::BotId.eq(bot))
        .and_where(lane::Column::ChatId.eq(chat))
        // A lane with something in flight is open, and few are.
        .and_where(Expr::cust("open"))
        .take();
    let sending = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Id)
        .filter(outbox::Column::LaneId.in_subquery(lanes))
        .filter(Expr::cust("state in ('pending', 'sending')"))
        .filter(outbox::Column::State.eq(outbox::OutboxState::Sending))
        .filter(outbox::Column::StartedAt.lt(before))
        .limit(1)
        .into_tuple::<OutboxId>()
        .one(conn)
        .await?;
    Ok(sending.is_some())
}

/// The last send of a message to a chat that has not ended: it will be there before whatever is accepted now.
///
/// # Errors
/// When the database fails.
pub async fn coming_in_chat<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    message: MessageId,
    chat: ChatId,
) -> Result<Option<OutboxId>, DbError> {
    let lanes = Query::select()
        .column(lane::Column::Id)
        .from(lane::Entity)
        .and_where(lane::Column::ChatId.eq(chat))
        .and_where(Expr::cust("open"))
        .take();
    outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Id)
        .filter(outbox::Column::TenantId.eq(tenant))
        .filter(Expr::cust("message_id is not null"))
        .filter(outbox::Column::MessageId.eq(message))
        .filter(outbox::Column::DoneAt.is_null())
        .filter(outbox::Column::LaneId.in_subquery(lanes))
        .order_by_desc(outbox::Column::Id)
        .limit(1)
        .into_tuple()
        .one(conn)
        .await
}
