//! Workers and the bots they own. A write on behalf of a bot is made under an epoch; taking a bot begins a new one, and
//! writes under an older epoch find nothing to change.

mod claim;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockBehavior, LockType, Query},
};

use crate::{
    BotId, DbError, LaneId, Later, WorkerId,
    entities::{
        bot::{self, BotState},
        integration, lane, worker,
    },
};

pub(crate) use self::claim::held_with_integration;
pub use self::claim::{Claim, hold, hold_all, hold_token};

/// Enters a worker that starts now, with the ids of the keys that it lists.
///
/// # Errors
/// When the database fails.
pub async fn register<C: ConnectionTrait>(
    conn: &C,
    id: WorkerId,
    key_ids: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = worker::ActiveModel {
        id: Set(id),
        beat: Set(0),
        gone: Set(false),
        started_at: Set(now),
        key_ids: Set(Some(key_ids.to_owned())),
    };
    worker::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Counts the worker's beat up; `false` when it was declared gone meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn beat<C: ConnectionTrait>(conn: &C, id: WorkerId) -> Result<bool, DbError> {
    let result = worker::Entity::update_many()
        .col_expr(worker::Column::Beat, Expr::col(worker::Column::Beat).add(1))
        .filter(worker::Column::Id.eq(id))
        .filter(worker::Column::Gone.eq(false))
        .exec(conn)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Every worker that is not gone.
///
/// # Errors
/// When the database fails.
pub async fn live_workers<C: ConnectionTrait>(conn: &C) -> Result<Vec<worker::Model>, DbError> {
    worker::Entity::find().filter(worker::Column::Gone.eq(false)).all(conn).await
}

/// Declares a worker gone, unless it beat since `seen`.
///
/// # Errors
/// When the database fails.
pub async fn declare_gone<C: ConnectionTrait>(conn: &C, id: WorkerId, seen: i64) -> Result<bool, DbError> {
    let result = worker::Entity::update_many()
        .col_expr(worker::Column::Gone, Expr::value(true))
        .filter(worker::Column::Id.eq(id))
        .filter(worker::Column::Beat.eq(seen))
        .exec(conn)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Takes up to `limit` bots that nobody alive owns: nobody, or whoever is gone, or was and is forgotten (a worker that stood still
/// may take a bot before it finds out). Lock in one statement, change in the next.
///
/// # Errors
/// When the database fails.
pub async fn take<C: ConnectionTrait>(
    conn: &C,
    me: WorkerId,
    limit: u64,
) -> Result<Vec<bot::Model>, DbError> {
    let live = Query::select()
        .column(worker::Column::Id)
        .from(worker::Entity)
        .and_where(worker::Column::Gone.eq(false))
        .take();
    let unowned =
        Condition::any().add(bot::Column::Owner.is_null()).add(bot::Column::Owner.not_in_subquery(live));
    let free: Vec<BotId> = bot::Entity::find()
        .select_only()
        .column(bot::Column::Id)
        .filter(bot::Column::State.eq(BotState::Active))
        .filter(unowned)
        .order_by_asc(bot::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(conn)
        .await?;
    if free.is_empty() {
        return Ok(Vec::new());
    }
    bot::Entity::update_many()
        .col_expr(bot::Column::Owner, Expr::value(me))
        .col_expr(bot::Column::Epoch, Expr::col(bot::Column::Epoch).add(1))
        .filter(bot::Column::Id.is_in(free))
        .exec_with_returning(conn)
        .await
}

/// The bots that a worker owns.
///
/// # Errors
/// When the database fails.
pub async fn owned<C: ConnectionTrait>(conn: &C, me: WorkerId) -> Result<Vec<bot::Model>, DbError> {
    bot::Entity::find().filter(bot::Column::Owner.eq(me)).order_by_asc(bot::Column::Id).all(conn).await
}

/// Gives bots back, because their owner finished what was in flight.
///
/// # Errors
/// When the database fails.
pub async fn give_back<C: ConnectionTrait>(conn: &C, me: WorkerId, bots: &[BotId]) -> Result<(), DbError> {
    bot::Entity::update_many()
        .col_expr(bot::Column::Owner, Expr::value(Option::<WorkerId>::None))
        .filter(bot::Column::Owner.eq(me))
        .filter(bot::Column::Id.is_in(bots.iter().copied()))
        .exec(conn)
        .await?;
    Ok(())
}

/// The worker ends by itself.
///
/// # Errors
/// When the database fails.
pub async fn leave<C: ConnectionTrait>(conn: &C, me: WorkerId) -> Result<(), DbError> {
    worker::Entity::update_many()
        .col_expr(worker::Column::Gone, Expr::value(true))
        .filter(worker::Column::Id.eq(me))
        .exec(conn)
        .await?;
    Ok(())
}

/// Removes rows of workers that are gone and own nothing.
///
/// # Errors
/// When the database fails.
pub async fn forget_gone<C: ConnectionTrait>(conn: &C) -> Result<(), DbError> {
    let owners = Query::select()
        .column(bot::Column::Owner)
        .from(bot::Entity)
        .and_where(bot::Column::Owner.is_not_null())
        .take();
    worker::Entity::delete_many()
        .filter(worker::Column::Gone.eq(true))
        .filter(worker::Column::Id.not_in_subquery(owners))
        .exec(conn)
        .await?;
    Ok(())
}

/// Stores the `offset` of the next `getUpdates`.
///
/// # Errors
/// When the database fails.
pub async fn set_next_offset<C: Later>(conn: &C, bot: BotId, next_offset: i64) -> Result<(), DbError> {
    let update = bot::Entity::update_many()
        .col_expr(bot::Column::NextOffset, Expr::value(next_offset))
        .filter(bot::Column::Id.eq(bot));
    conn.later(update.build(conn.get_database_backend())).await
}

/// The bots that a worker owns and that may work: active, their integration switched on and not deleted. One statement:
/// read apart, a bot that has just left its integration could be taken for polled because its successor is.
///
/// # Errors
/// When the database fails.
pub async fn working<C: ConnectionTrait>(
    conn: &C,
    me: WorkerId,
) -> Result<Vec<(bot::Model, integration::Model)>, DbError> {
    let to_integration = bot::Entity::belongs_to(integration::Entity)
        .from(bot::Column::IntegrationId)
        .to(integration::Column::Id);
    let rows = bot::Entity::find()
        .join(JoinType::InnerJoin, to_integration.into())
        .select_also(integration::Entity)
        .filter(bot::Column::Owner.eq(me))
        .filter(bot::Column::State.eq(BotState::Active))
        .filter(integration::Column::IsActive.eq(true))
        .filter(integration::Column::DeletedAt.is_null())
        .order_by_asc(bot::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|(bot, integration)| Some((bot, integration?))).collect())
}

/// Open lanes of all bots that a worker owns: the net under the bells.
///
/// # Errors
/// When the database fails.
pub async fn open_lanes<C: ConnectionTrait>(
    conn: &C,
    me: WorkerId,
    limit: u64,
) -> Result<Vec<(BotId, LaneId)>, DbError> {
    let bots =
        Query::select().column(bot::Column::Id).from(bot::Entity).and_where(bot::Column::Owner.eq(me)).take();
    lane::Entity::find()
        .select_only()
        .column(lane::Column::BotId)
        .column(lane::Column::Id)
        .filter(lane::Column::BotId.in_subquery(bots))
        .filter(Expr::cust("open"))
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await
}

/// How many bots are to be owned by somebody.
///
/// # Errors
/// When the database fails.
pub async fn active_bots<C: ConnectionTrait>(conn: &C) -> Result<u64, DbError> {
    bot::Entity::find().filter(bot::Column::State.eq(BotState::Active)).count(conn).await
}
