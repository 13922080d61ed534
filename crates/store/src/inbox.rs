//! Updates as they came in. By bot, not by tenant: whoever stores or handles them speaks for the bot.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, OnConflict, UpdateStatement},
};

use crate::{
    BotId, DbError, InboxId, Later, WorkerId,
    among::with_list,
    entities::{
        bot,
        inbox::{ActiveModel, Column, Entity, InboxState, Model},
    },
};

/// An update about to be stored.
#[derive(Clone, Debug)]
pub struct NewUpdate {
    /// Telegram's id: unique for the bot while it is kept.
    pub update_id: i64,
    /// Updates with the same key are handled one after the other.
    pub chat_key: i64,
    /// As Telegram sent it.
    pub raw: String,
}

/// Stores updates in their order; those that are there already stay as they are.
///
/// # Errors
/// When the database fails.
pub async fn insert<C: Later>(
    conn: &C,
    updates: Vec<(BotId, NewUpdate)>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if updates.is_empty() {
        return Ok(());
    }
    let rows = updates.into_iter().map(|(bot, update)| ActiveModel {
        id: NotSet,
        bot_id: Set(bot),
        update_id: Set(update.update_id),
        chat_key: Set(update.chat_key),
        raw: Set(update.raw),
        state: Set(InboxState::Pending),
        tries: Set(0),
        received_at: Set(now),
        not_before: Set(None),
        handled_at: Set(None),
        reason: Set(None),
        suspect: Set(false),
        deaths: Set(0),
    });
    let on_conflict = OnConflict::columns([Column::BotId, Column::UpdateId]).do_nothing().to_owned();
    let insert = Entity::insert_many(rows).on_conflict(on_conflict);
    conn.later(insert.build(conn.get_database_backend())).await
}

/// The oldest waiting updates of a bot.
///
/// # Errors
/// When the database fails.
pub async fn waiting<C: ConnectionTrait>(conn: &C, bot: BotId, limit: u64) -> Result<Vec<Model>, DbError> {
    Entity::find()
        .filter(Column::BotId.eq(bot))
        .filter(Expr::cust("state = 'pending'"))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(conn)
        .await
}

/// The bots of a worker for which updates wait.
///
/// # Errors
/// When the database fails.
pub async fn bots_with_waiting<C: ConnectionTrait>(conn: &C, owner: WorkerId) -> Result<Vec<BotId>, DbError> {
    bot::Entity::find()
        .select_only()
        .column(bot::Column::Id)
        .filter(bot::Column::Owner.eq(owner))
        .filter(bot::Column::State.eq(bot::BotState::Active))
        // One probe of the index for each bot, however much waits for it.
        .filter(Expr::cust(
            "exists (select 1 from inbox where inbox.bot_id = bot.id and inbox.state = 'pending')",
        ))
        .into_tuple()
        .all(conn)
        .await
}

/// Marks an update handled if it still waits, and blanks its text: what it said is in the rows that it makes. Says how often
/// it was tried before; no row: somebody handled it already.
pub(crate) fn taking(id: InboxId, now: DateTime<Utc>) -> UpdateStatement {
    let mut taking = Entity::update_many()
        .col_expr(Column::State, Expr::value(InboxState::Handled))
        .col_expr(Column::Raw, Expr::value(""))
        .col_expr(Column::HandledAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Expr::cust("state = 'pending'"))
        .into_query();
    taking.returning_col(Column::Tries);
    taking
}

/// Nobody died of this update after all.
///
/// # Errors
/// When the database fails.
pub async fn clear_suspicion<C: ConnectionTrait>(conn: &C, id: InboxId) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::Suspect, Expr::value(false))
        .col_expr(Column::Deaths, Expr::value(0))
        .filter(Column::Id.eq(id))
        .exec(conn)
        .await?;
    Ok(())
}

/// Counts a try that failed without killing anybody.
///
/// # Errors
/// When the database fails.
pub async fn count_try<C: ConnectionTrait>(conn: &C, id: InboxId) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
        .col_expr(Column::Suspect, Expr::value(false))
        .col_expr(Column::Deaths, Expr::value(0))
        .filter(Column::Id.eq(id))
        .filter(Expr::cust("state = 'pending'"))
        .exec(conn)
        .await?;
    Ok(())
}

/// Sets an update aside for a person to look at; its text stays.
///
/// # Errors
/// When the database fails.
pub async fn set_aside<C: ConnectionTrait>(
    conn: &C,
    id: InboxId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(InboxState::SetAside))
        .col_expr(Column::HandledAt, Expr::value(now))
        .col_expr(Column::Reason, Expr::value(reason))
        .filter(Column::Id.eq(id))
        .filter(Expr::cust("state = 'pending'"))
        .exec(conn)
        .await?;
    Ok(())
}

/// Forgets what a bot heard and nobody handled, because the bot has come to another tenant, whom it is none of the business.
///
/// # Errors
/// When the database fails.
pub async fn forget_waiting<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(InboxState::Handled))
        .col_expr(Column::Raw, Expr::value(""))
        .col_expr(Column::HandledAt, Expr::value(now))
        .col_expr(Column::Reason, Expr::value(reason))
        .filter(Column::BotId.eq(bot))
        .filter(Expr::cust("state = 'pending'"))
        .exec(conn)
        .await?;
    Ok(())
}

/// Gives the updates of a bot numbers of their own, because another Bot API server, which may use the same numbers, counts
/// from now on: none of its updates must be taken for one of these.
///
/// # Errors
/// When the database fails.
pub async fn renumber<C: ConnectionTrait>(conn: &C, bot: BotId) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::UpdateId, Expr::cust("-id"))
        .filter(Column::BotId.eq(bot))
        .filter(Column::UpdateId.gte(0))
        .exec(conn)
        .await?;
    Ok(())
}

/// Suspects the first `many` waiting updates of each bot, one of which may have killed the process that had them in hand.
///
/// # Errors
/// When the database fails.
pub async fn suspect_first<C: ConnectionTrait>(conn: &C, bots: &[BotId], many: u64) -> Result<(), DbError> {
    let first = format!(
        "select w.id from inbox w where w.bot_id = b.id and w.state = 'pending' order by w.id limit {many}"
    );
    let joined = match conn.get_database_backend() {
        // See `dispatch::heads`.
        DbBackend::Postgres => format!("cross join lateral ({first}) i"),
        _ => format!("join inbox i on i.bot_id = b.id and i.id in ({first})"),
    };
    let sql = |bots: &str| {
        format!("update inbox set suspect = true where id in (select i.id from bot b {joined} where {bots})")
    };
    conn.execute_raw(with_list(conn, "b.id", bots, sql)).await?;
    Ok(())
}

/// Counts a death before a suspect is taken in hand; the count goes back when it was handled without one.
///
/// # Errors
/// When the database fails.
pub async fn count_death<C: ConnectionTrait>(conn: &C, id: InboxId) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::Deaths, Expr::col(Column::Deaths).add(1))
        .filter(Column::Id.eq(id))
        .exec(conn)
        .await?;
    Ok(())
}
