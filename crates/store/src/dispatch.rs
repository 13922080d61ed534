//! What a bot's owner reads and marks: open lanes, their heads, starts. Every write goes from the expected state only.
//! By bot: the owner speaks for it, and `ownership::hold` has been checked in the same transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, SelectTwo, Statement,
    sea_query::{Expr, Query},
};

use crate::{
    BotId, DbError, LaneId, OutboxId,
    among::{among, with_list},
    db::changed_ids,
    entities::{
        chat, lane, message_map,
        outbox::{self, OutboxState},
    },
};

/// A lane, and the chat that it writes to.
pub type LaneAndChat = (lane::Model, chat::Model);

/// Open lanes of a bot, most urgent class first.
///
/// # Errors
/// When the database fails.
pub async fn open_lanes<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    limit: u64,
) -> Result<Vec<LaneAndChat>, DbError> {
    let open = lanes_of(bot)
        .filter(Expr::cust("lane.open"))
        .order_by_asc(lane::Column::Class)
        .order_by_asc(lane::Column::Id);
    let rows = open.limit(limit).all(conn).await?;
    Ok(with_chats(rows))
}

/// Lanes of a bot by id.
///
/// # Errors
/// When the database fails.
pub async fn lanes<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    ids: &[LaneId],
) -> Result<Vec<LaneAndChat>, DbError> {
    let ids = among(conn, lane::Column::Id, ids.iter().copied());
    Ok(with_chats(lanes_of(bot).filter(ids).all(conn).await?))
}

fn lanes_of(bot: BotId) -> SelectTwo<lane::Entity, chat::Entity> {
    let to_chat = lane::Entity::belongs_to(chat::Entity).from(lane::Column::ChatId).to(chat::Column::Id);
    lane::Entity::find()
        .join(JoinType::InnerJoin, to_chat.into())
        .select_also(chat::Entity)
        .filter(lane::Column::BotId.eq(bot))
}

fn with_chats(rows: Vec<(lane::Model, Option<chat::Model>)>) -> Vec<LaneAndChat> {
    rows.into_iter().filter_map(|(lane, chat)| Some((lane, chat?))).collect()
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
    outbox::Entity::find().from_raw_sql(first_of_each(conn, lanes, per_lane)).all(conn).await
}

fn first_of_each<C: ConnectionTrait>(conn: &C, lanes: &[LaneId], per_lane: u32) -> Statement {
    // A plain `lane_id in (…) order by … limit` would let one long lane hide all others.
    let of_lane = format!(
        "from outbox i where i.lane_id = l.id and i.state in ('pending', 'sending') order by i.id limit {per_lane}"
    );
    let joined = match conn.get_database_backend() {
        // Joined by `in`, PostgreSQL takes the first ones again for every row of a lane.
        DbBackend::Postgres => format!("cross join lateral (select i.* {of_lane}) o"),
        _ => format!("join outbox o on o.lane_id = l.id and o.id in (select i.id {of_lane})"),
    };
    let sql = |lanes: &str| format!("select o.* from lane l {joined} where {lanes} order by o.lane_id, o.id");
    with_list(conn, "l.id", lanes, sql)
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
        .filter(among(conn, outbox::Column::Id, ids.iter().copied()))
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
        .filter(among(conn, message_map::Column::OutboxId, sends.iter().copied()))
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
    outbox::Entity::find().filter(among(conn, outbox::Column::Id, ids.iter().copied())).all(conn).await
}

/// Rows of these bots that an earlier owner started and never finished.
///
/// # Errors
/// When the database fails.
pub async fn left_sending<C: ConnectionTrait>(
    conn: &C,
    bots: &[BotId],
) -> Result<Vec<outbox::Model>, DbError> {
    let sql = |bots: &str| {
        format!(
            "select o.* from bot b join lane l on l.bot_id = b.id and l.open \
             join outbox o on o.lane_id = l.id and o.state in ('pending', 'sending') \
             where o.state = 'sending' and o.epoch < b.epoch and {bots} order by o.id"
        )
    };
    outbox::Entity::find().from_raw_sql(with_list(conn, "b.id", bots, sql)).all(conn).await
}

/// Closes those of the lanes that have nothing left. Lock first, look in the next statement: a row accepted meanwhile
/// has opened its lane again, or waits for this transaction. Locked in the order in which they are opened: by their keys.
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
        .filter(among(conn, lane::Column::Id, lanes.iter().copied()))
        .order_by_asc(lane::Column::ChatId)
        .order_by_asc(lane::Column::Stream)
        .order_by_asc(lane::Column::Class)
        .lock_exclusive()
        .into_tuple()
        .all(conn)
        .await?;
    let closed = lane::Entity::update_many()
        .col_expr(lane::Column::Open, Expr::value(false))
        .filter(among(conn, lane::Column::Id, locked))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Scene;

    /// Otherwise a lane with half a million sends takes seconds each time, and everybody else's turn waits for it.
    #[tokio::test]
    async fn postgres_takes_the_first_of_a_lane_once_and_not_for_every_row() {
        let scene = Scene::postgres().await;
        let reader = scene.db.reader();
        let Statement { sql, values, db_backend } = first_of_each(reader, &[1, 2], 16);
        let explain = Statement { sql: format!("explain {sql}"), values, db_backend };
        let plan = reader.query_all_raw(explain).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        let plan = plan.join("\n");
        assert!(plan.contains("Limit") && !plan.contains("SubPlan"), "{plan}");
        scene.close().await;
    }
}
