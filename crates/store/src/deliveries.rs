//! The outbox as an operator reads it: lists, counts, the oldest, what needs a person. Lists are by tenant; the counts of
//! a whole server say so.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use crate::{
    BotId, DbError, OutboxId, TenantId,
    entities::{
        bot::{self, BotState},
        inbox, lane,
        outbox::{Column, Entity, Model, OutboxState},
    },
    pages::List,
};

/// What the index `outbox_undelivered` holds. Planners take it where a query says the same in the same words.
const UNDELIVERED: &str = "state in ('uncertain', 'failed', 'expired', 'cancelled')";

/// The tenant's sends, the newest first, in one state or all.
#[must_use]
pub fn sends(tenant: TenantId, state: Option<OutboxState>) -> List<Entity> {
    let mut query = Entity::find().filter(Column::TenantId.eq(tenant));
    if let Some(state) = state {
        query = query.filter(Column::State.eq(state));
        if is_undelivered(state) {
            // The few among all that were sent.
            query = query.filter(Expr::cust(UNDELIVERED));
        }
    }
    List::new(query, Column::Id, false)
}

fn is_undelivered(state: OutboxState) -> bool {
    match state {
        OutboxState::Uncertain | OutboxState::Failed | OutboxState::Expired | OutboxState::Cancelled => true,
        OutboxState::Pending | OutboxState::Sending | OutboxState::Sent => false,
    }
}

/// A send of the tenant.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: OutboxId,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(id).filter(Column::TenantId.eq(tenant)).one(conn).await
}

/// How many sends wait or are on their way, for one bot.
#[derive(Clone, Debug, FromQueryResult, PartialEq, Eq)]
pub struct Backlog {
    /// Whose.
    pub bot_id: BotId,
    /// Pending or sending.
    pub waiting: i64,
    /// The oldest of them.
    pub oldest: Option<DateTime<Utc>>,
}

/// The backlog of every bot that has one. Of the whole server, for its operator.
///
/// # Errors
/// When the database fails.
pub async fn backlogs<C: ConnectionTrait>(conn: &C) -> Result<Vec<Backlog>, DbError> {
    Entity::find()
        .select_only()
        .column(lane::Column::BotId)
        .column_as(Column::Id.count(), "waiting")
        .column_as(Column::CreatedAt.min(), "oldest")
        .join(sea_orm::JoinType::InnerJoin, lane_of_send())
        .filter(Expr::cust("\"outbox\".\"state\" in ('pending', 'sending')"))
        .group_by(lane::Column::BotId)
        .into_model::<Backlog>()
        .all(conn)
        .await
}

/// Lanes of the tenant whose first send has waited since before `since`.
///
/// # Errors
/// When the database fails.
pub async fn stuck<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    since: DateTime<Utc>,
    take: u64,
) -> Result<Vec<Model>, DbError> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Expr::cust("state in ('pending', 'sending')"))
        .filter(Column::CreatedAt.lt(since))
        .filter(Expr::cust(
            "not exists (select 1 from outbox earlier where earlier.lane_id = outbox.lane_id \
             and earlier.id < outbox.id and earlier.state in ('pending', 'sending'))",
        ))
        .order_by_asc(Column::Id)
        .limit(take)
        .all(conn)
        .await
}

/// Bots of the tenant whose token Telegram refuses.
///
/// # Errors
/// When the database fails.
pub async fn dead_bots<C: ConnectionTrait>(conn: &C, tenant: TenantId) -> Result<Vec<bot::Model>, DbError> {
    bot::Entity::find()
        .filter(bot::Column::TenantId.eq(tenant))
        .filter(bot::Column::State.eq(BotState::Dead))
        .all(conn)
        .await
}

/// Updates of the tenant's bots that were set aside.
///
/// # Errors
/// When the database fails.
pub async fn set_aside<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    take: u64,
) -> Result<Vec<inbox::Model>, DbError> {
    let bots: Vec<BotId> = bot::Entity::find()
        .select_only()
        .column(bot::Column::Id)
        .filter(bot::Column::TenantId.eq(tenant))
        .into_tuple()
        .all(conn)
        .await?;
    inbox::Entity::find()
        .filter(inbox::Column::BotId.is_in(bots))
        .filter(Expr::cust("state = 'set_aside'"))
        .order_by_desc(inbox::Column::Id)
        .limit(take)
        .all(conn)
        .await
}

/// How many bots are in a state. Of the whole server, for its operator.
///
/// # Errors
/// When the database fails.
pub async fn bots_in<C: ConnectionTrait>(conn: &C, state: BotState) -> Result<u64, DbError> {
    bot::Entity::find().filter(bot::Column::State.eq(state)).count(conn).await
}

fn lane_of_send() -> sea_orm::RelationDef {
    Entity::belongs_to(lane::Entity).from(Column::LaneId).to(lane::Column::Id).into()
}

#[cfg(test)]
mod tests {
    use migrations::{Migrator, MigratorTrait as _};
    use sea_orm::{Database, DbBackend, Iterable as _, QueryTrait as _, Statement};

    use super::*;

    #[tokio::test]
    async fn a_page_of_any_state_is_read_in_the_order_of_an_index() {
        let conn = Database::connect("sqlite::memory:").await.unwrap();
        Migrator::up(&conn, None).await.unwrap();
        let tenant = TenantId::new(DateTime::UNIX_EPOCH);
        for state in OutboxState::iter().map(Some).chain([None]) {
            let page = sends(tenant, state).query.filter(Column::Id.lt(1000)).order_by_desc(Column::Id);
            let sql = format!("explain query plan {}", page.build(DbBackend::Sqlite));
            let steps = conn.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
            let plan: Vec<String> = steps.iter().map(|step| step.try_get("", "detail").unwrap()).collect();
            let index =
                if state.is_some_and(is_undelivered) { "outbox_undelivered" } else { "outbox_by_tenant" };
            assert!(plan.len() == 1 && plan[0].contains(index), "{state:?}: {plan:?}");
        }
    }
}
