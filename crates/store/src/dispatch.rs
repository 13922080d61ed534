//! What a bot's owner reads and marks: open lanes, their heads, starts. Every write goes from the expected state only.
//! By bot: the owner speaks for it, and `ownership::hold` has been checked in the same transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Statement,
    sea_query::{Expr, Query},
};

use crate::{
    BotId, ChatId, DbError, LaneId, OutboxId,
    db::changed_ids,
    entities::{
        chat, lane, message_map,
        outbox::{self, OutboxState},
    },
};

/// Open lanes of a bot, most urgent class first.
///
/// # Errors
/// When the database fails.
pub async fn open_lanes<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    limit: u64,
) -> Result<Vec<lane::Model>, DbError> {
    lane::Entity::find()
        .filter(lane::Column::BotId.eq(bot))
        .filter(Expr::cust("open"))
        .order_by_asc(lane::Column::Class)
        .order_by_asc(lane::Column::Id)
        .limit(limit)
        .all(conn)
        .await
}

/// Lanes of a bot by id.
///
/// # Errors
/// When the database fails.
pub async fn lanes<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    ids: &[LaneId],
) -> Result<Vec<lane::Model>, DbError> {
    lane::Entity::find()
        .filter(lane::Column::BotId.eq(bot))
        .filter(lane::Column::Id.is_in(ids.iter().copied()))
        .all(conn)
        .await
}

/// Chats of a bot by id.
///
/// # Errors
/// When the database fails.
pub async fn chats<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    ids: &[ChatId],
) -> Result<Vec<chat::Model>, DbError> {
    chat::Entity::find()
        .filter(chat::Column::BotId.eq(bot))
        .filter(chat::Column::Id.is_in(ids.iter().copied()))
        .all(conn)
        .await
}

/// The first pending rows of each lane, at most `per_lane` of each, in order.
///
/// # Errors
/// When the database fails.
pub async fn heads<C: ConnectionTrait>(
    conn: &C,
    lanes: &[LaneId],
    per_lane: u32,
) -> Result<Vec<outbox::Model>, DbError> {
    if lanes.is_empty() {
        return Ok(Vec::new());
    }
    let ids = lanes.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    // A plain `lane_id in (…) order by … limit` would let one long lane hide all others. Only integers are inlined.
    let sql = format!(
        "select o.* from lane l join outbox o on o.lane_id = l.id and o.id in (\
           select i.id from outbox i where i.lane_id = l.id and i.state in ('pending', 'sending') \
           order by i.id limit {per_lane}) \
         where l.id in ({ids}) order by o.lane_id, o.id"
    );
    let rows = outbox::Entity::find()
        .from_raw_sql(Statement::from_string(conn.get_database_backend(), sql))
        .all(conn)
        .await?;
    Ok(rows)
}

/// Marks rows as started: the write-ahead mark. Returns those that may be sent now, with their revisions. Give only rows
/// that were not sent.
///
/// # Errors
/// When the database fails.
pub async fn start<C: ConnectionTrait>(
    conn: &C,
    ids: &[OutboxId],
    epoch: i64,
    now: DateTime<Utc>,
) -> Result<Vec<(OutboxId, i32)>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let started = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(OutboxState::Sending))
        .col_expr(outbox::Column::Epoch, Expr::value(epoch))
        .col_expr(outbox::Column::StartedAt, Expr::value(now))
        .filter(outbox::Column::Id.is_in(ids.iter().copied()))
        .filter(
            Condition::any()
                .add(Expr::cust("state = 'pending'"))
                // A commit whose own result was lost: started by this owner, not sent yet, so started again.
                .add(
                    Condition::all()
                        .add(Expr::cust("state = 'sending'"))
                        .add(outbox::Column::Epoch.eq(epoch)),
                ),
        );
    let mut statement = started.into_query();
    statement.returning(Query::returning().columns([outbox::Column::Id, outbox::Column::Revision]));
    let rows = conn.query_all(&statement).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Telegram's ids of what earlier sends made, for those that are known.
///
/// # Errors
/// When the database fails.
pub async fn telegram_ids<C: ConnectionTrait>(
    conn: &C,
    sends: &[OutboxId],
) -> Result<HashMap<OutboxId, i64>, DbError> {
    if sends.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = message_map::Entity::find()
        .filter(message_map::Column::OutboxId.is_in(sends.iter().copied()))
        .order_by_asc(message_map::Column::TelegramMessageId)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.outbox_id?, row.telegram_message_id))).collect())
}

/// Sends as they are now.
///
/// # Errors
/// When the database fails.
pub async fn sends<C: ConnectionTrait>(conn: &C, ids: &[OutboxId]) -> Result<Vec<outbox::Model>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    outbox::Entity::find().filter(outbox::Column::Id.is_in(ids.iter().copied())).all(conn).await
}

/// Rows that an earlier owner started and never finished.
///
/// # Errors
/// When the database fails.
pub async fn left_sending<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    epoch: i64,
) -> Result<Vec<outbox::Model>, DbError> {
    let lanes = Query::select()
        .column(lane::Column::Id)
        .from(lane::Entity)
        .and_where(lane::Column::BotId.eq(bot))
        .and_where(Expr::cust("open"))
        .take();
    outbox::Entity::find()
        .filter(outbox::Column::LaneId.in_subquery(lanes))
        .filter(Expr::cust("state = 'sending'"))
        .filter(Expr::cust("state in ('pending', 'sending')"))
        .filter(outbox::Column::Epoch.lt(epoch))
        .order_by_asc(outbox::Column::Id)
        .all(conn)
        .await
}

/// Closes those of the lanes that have nothing left. Lock first, look in the next statement: a row accepted meanwhile
/// has opened its lane again, or waits for this transaction.
///
/// # Errors
/// When the database fails.
pub async fn close_empty<C: ConnectionTrait>(conn: &C, lanes: &[LaneId]) -> Result<Vec<LaneId>, DbError> {
    if lanes.is_empty() {
        return Ok(Vec::new());
    }
    let locked: Vec<LaneId> = lane::Entity::find()
        .select_only()
        .column(lane::Column::Id)
        .filter(lane::Column::Id.is_in(lanes.iter().copied()))
        .order_by_asc(lane::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(conn)
        .await?;
    let closed = lane::Entity::update_many()
        .col_expr(lane::Column::Open, Expr::value(false))
        .filter(lane::Column::Id.is_in(locked))
        .filter(Expr::cust(
            "not exists (select 1 from outbox where outbox.lane_id = lane.id and outbox.state in ('pending', 'sending'))",
        ));
    changed_ids(conn, closed, lane::Column::Id).await
}

/// The bot that a lane belongs to.
///
/// # Errors
/// When the database fails.
pub async fn bot_of_lane<C: ConnectionTrait>(conn: &C, lane: LaneId) -> Result<Option<BotId>, DbError> {
    Ok(lane::Entity::find_by_id(lane).one(conn).await?.map(|lane| lane.bot_id))
}
