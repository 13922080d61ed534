//! How sends end, as the database sees it: from `sending` to an end or back to `pending`, with the traces that an end
//! leaves: attempts, message map, the message's status, the chat's and the bot's pauses.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, QueryFilter,
    QuerySelect, QueryTrait, Statement, sea_query::Expr,
};
use serde_json::json;

use crate::{
    BotId, ChatId, DbError, Later, MessageId, OutboxId,
    among::{among, among_uuids},
    db::changed_ids,
    entities::{
        attempt,
        bot::{self, BotState},
        chat,
        message::{self, MessageDirection, MessageStatus},
        message_map,
        outbox::{self, OutboxState},
    },
};

/// From which states an end may be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Started under this epoch and not ended.
    Sending(i64),
    /// Not started (expiry, cancelling).
    Pending,
    /// Believed unsent or in doubt by a later owner: a late success is still a fact, and stays flagged, because later sends of the
    /// lane may have gone before it.
    Doubted,
}

impl From {
    fn condition(self) -> sea_orm::Condition {
        let all = sea_orm::Condition::all();
        match self {
            Self::Sending(epoch) => {
                all.add(outbox::Column::Epoch.eq(epoch)).add(Expr::cust("state = 'sending'"))
            }
            Self::Pending => all.add(Expr::cust("state = 'pending'")),
            Self::Doubted => all.add(Expr::cust("state in ('pending', 'uncertain')")),
        }
    }
}

/// Ends sends; returns those that were in the expected state.
///
/// # Errors
/// When the database fails.
pub async fn end<C: ConnectionTrait>(
    conn: &C,
    ids: &[OutboxId],
    from: From,
    to: OutboxState,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Vec<OutboxId>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ambiguous = match from {
        From::Doubted => Expr::cust("case when ambiguous = 0 then 1 else ambiguous end"),
        From::Sending(_) | From::Pending => Expr::col(outbox::Column::Ambiguous),
    };
    let ended = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(to))
        .col_expr(outbox::Column::Attempts, Expr::col(outbox::Column::Attempts).add(1))
        .col_expr(outbox::Column::Ambiguous, ambiguous)
        .col_expr(outbox::Column::Reason, Expr::value(reason.map(str::to_owned)))
        .col_expr(outbox::Column::DoneAt, Expr::value(now))
        .filter(among(conn, outbox::Column::Id, ids.iter().copied()))
        .filter(from.condition());
    changed_ids(conn, ended, outbox::Column::Id).await
}

/// What changes when a started send goes back into its lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Return {
    /// Counts a try.
    pub attempt: bool,
    /// Flags it as possibly arrived.
    pub ambiguous: bool,
    /// Adds this repair's bit.
    pub repair: i32,
}

/// Puts a started send back at the head of its lane.
///
/// # Errors
/// When the database fails.
pub async fn put_back<C: ConnectionTrait>(
    conn: &C,
    id: OutboxId,
    epoch: i64,
    change: Return,
) -> Result<bool, DbError> {
    let result = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(OutboxState::Pending))
        .col_expr(
            outbox::Column::Attempts,
            Expr::col(outbox::Column::Attempts).add(i32::from(change.attempt)),
        )
        .col_expr(
            outbox::Column::Ambiguous,
            Expr::col(outbox::Column::Ambiguous).add(i32::from(change.ambiguous)),
        )
        .col_expr(outbox::Column::Repairs, Expr::col(outbox::Column::Repairs).bit_or(change.repair))
        .filter(outbox::Column::Id.eq(id))
        .filter(From::Sending(epoch).condition())
        .exec(conn)
        .await?;
    Ok(result.rows_affected > 0)
}

/// A try that was not a plain success.
#[derive(Clone, Debug)]
pub struct Trace {
    /// A stable word: `rate_limited`, `answer_lost`, `refused`…
    pub outcome: &'static str,
    /// Telegram's error code.
    pub code: Option<i32>,
    /// Seconds.
    pub retry_after: Option<i32>,
    /// Telegram's words, without secrets.
    pub error: Option<String>,
    /// When it went out.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
}

/// Records a try.
///
/// # Errors
/// When the database fails.
pub async fn record_attempt<C: ConnectionTrait>(conn: &C, id: OutboxId, trace: Trace) -> Result<(), DbError> {
    let last: Option<Option<i32>> = attempt::Entity::find()
        .select_only()
        .column_as(attempt::Column::N.max(), "last")
        .filter(attempt::Column::OutboxId.eq(id))
        .into_tuple()
        .one(conn)
        .await?;
    let row = attempt::ActiveModel {
        outbox_id: Set(id),
        n: Set(last.flatten().unwrap_or(0) + 1),
        outcome: Set(trace.outcome.to_owned()),
        code: Set(trace.code),
        retry_after: Set(trace.retry_after),
        error: Set(trace.error),
        started_at: Set(trace.started_at),
        ended_at: Set(trace.ended_at),
    };
    attempt::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Records which message Telegram's messages are.
///
/// # Errors
/// When the database fails.
pub async fn map_messages<C: Later>(conn: &C, rows: &[message_map::Model]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    // One parameter for all rows: a text that grows with them would be planned anew each time.
    let list: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| {
            let message = row.message_id.map(|id| id.0.simple().to_string());
            json!([
                row.bot_id,
                row.telegram_chat_id,
                row.telegram_message_id,
                message,
                row.outbox_id,
                row.from_bot
            ])
        })
        .collect();
    let backend = conn.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "insert into message_map (bot_id, telegram_chat_id, telegram_message_id, message_id, outbox_id, from_bot) \
             select (r ->> 0)::bigint, (r ->> 1)::bigint, (r ->> 2)::bigint, (r ->> 3)::uuid, (r ->> 4)::bigint, \
             (r ->> 5)::boolean from jsonb_array_elements(cast($1 as jsonb)) as r on conflict do nothing"
        }
        _ => {
            "insert into message_map (bot_id, telegram_chat_id, telegram_message_id, message_id, outbox_id, from_bot) \
             select value ->> 0, value ->> 1, value ->> 2, unhex(value ->> 3), value ->> 4, value ->> 5 \
             from json_each(?) where true on conflict do nothing"
        }
    };
    let list = serde_json::Value::Array(list).to_string();
    conn.later(Statement::from_sql_and_values(backend, sql, [list.into()])).await
}

/// Shows an end in the messages that the sends carried. Incoming messages stay `received`.
///
/// # Errors
/// When the database fails.
pub async fn set_message_status<C: Later>(
    conn: &C,
    messages: &[MessageId],
    status: MessageStatus,
    failure: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if messages.is_empty() {
        return Ok(());
    }
    let update = message::Entity::update_many()
        .col_expr(message::Column::Status, Expr::value(status))
        .col_expr(message::Column::Failure, Expr::value(failure.map(str::to_owned)))
        .col_expr(message::Column::UpdatedAt, Expr::value(now))
        .filter(among_uuids(conn, message::Column::Id, messages.iter().map(|id| id.0)))
        .filter(message::Column::Direction.eq(MessageDirection::Outgoing));
    conn.later(update.build(conn.get_database_backend())).await
}

/// Remembers when the chats were last written to, for the next owner's budgets.
///
/// # Errors
/// When the database fails.
pub async fn touch_chats<C: Later>(conn: &C, chats: &[ChatId], now: DateTime<Utc>) -> Result<(), DbError> {
    if chats.is_empty() {
        return Ok(());
    }
    let update = chat::Entity::update_many()
        .col_expr(chat::Column::LastSentAt, Expr::value(now))
        .filter(among(conn, chat::Column::Id, chats.iter().copied()));
    conn.later(update.build(conn.get_database_backend())).await
}

/// Nothing more to this chat until then.
///
/// # Errors
/// When the database fails.
pub async fn block_chat<C: Later>(conn: &C, chat: ChatId, until: DateTime<Utc>) -> Result<(), DbError> {
    let update = chat::Entity::update_many()
        .col_expr(chat::Column::BlockedUntil, Expr::value(until))
        .filter(chat::Column::Id.eq(chat));
    conn.later(update.build(conn.get_database_backend())).await
}

/// Nothing more by this bot until then.
///
/// # Errors
/// When the database fails.
pub async fn block_bot<C: Later>(conn: &C, bot: BotId, until: DateTime<Utc>) -> Result<(), DbError> {
    let update = bot::Entity::update_many()
        .col_expr(bot::Column::BlockedUntil, Expr::value(until))
        .filter(bot::Column::Id.eq(bot));
    conn.later(update.build(conn.get_database_backend())).await
}

/// Telegram refuses the bot's token. Only if it is still the token that was refused.
///
/// # Errors
/// When the database fails.
pub async fn declare_bot_dead<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    token_version: i64,
) -> Result<bool, DbError> {
    let result = bot::Entity::update_many()
        .col_expr(bot::Column::State, Expr::value(BotState::Dead))
        .filter(bot::Column::Id.eq(bot))
        .filter(bot::Column::TokenVersion.eq(token_version))
        .exec(conn)
        .await?;
    Ok(result.rows_affected > 0)
}
