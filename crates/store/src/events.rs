//! Reading what happened, in an order in which nothing appears later before what was read already: by transaction, then by
//! row. On PostgreSQL nothing is shown of transactions that are younger than the oldest one that still runs.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, Statement, sea_query::Expr,
};

use crate::{
    ConversationId, Db, DbError, DbKind, MessageId, TenantId, UserId,
    entities::event::{Column, Entity, EventKind, Model},
};

/// Shown are rows of transactions before the oldest one that still runs.
const SETTLED: &str = "xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

/// A place in the order of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, FromQueryResult)]
pub struct Position {
    /// The transaction.
    pub xact: i64,
    /// The row.
    pub id: i64,
}

/// Which events of a tenant.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Whose.
    pub tenant: TenantId,
    /// What happened.
    pub kind: EventKind,
    /// Only about this user's messages.
    pub user: Option<UserId>,
    /// Only about this conversation.
    pub conversation: Option<ConversationId>,
    /// Only about this message.
    pub message: Option<MessageId>,
}

impl Db {
    /// The place of the last event that is shown; the beginning if there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_event(&self) -> Result<Position, DbError> {
        let last = settled(self, Entity::find())
            .select_only()
            .columns([Column::Xact, Column::Id])
            .order_by_desc(Column::Xact)
            .order_by_desc(Column::Id)
            .into_model::<Position>()
            .one(self.reader())
            .await?;
        Ok(last.unwrap_or_default())
    }

    /// The place from which everything is shown that is committed from now on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_from_now(&self) -> Result<Position, DbError> {
        if self.kind() == DbKind::Sqlite {
            return self.last_event().await;
        }
        let query = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 as xact, \
                     9223372036854775807::bigint as id";
        let statement = Statement::from_string(self.reader().get_database_backend(), query);
        Ok(Position::find_by_statement(statement).one(self.reader()).await?.unwrap_or_default())
    }

    /// The next events after a place, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_after(
        &self,
        position: Position,
        wanted: &Wanted,
        take: u64,
    ) -> Result<Vec<Model>, DbError> {
        let place = Expr::tuple([Expr::col(Column::Xact), Expr::col(Column::Id)]);
        let after = Expr::tuple([Expr::value(position.xact), Expr::value(position.id)]);
        let mut query = settled(self, Entity::find())
            .filter(Column::TenantId.eq(wanted.tenant))
            .filter(ExprTrait::gt(place, after))
            .filter(Column::Kind.eq(wanted.kind));
        if let Some(user) = wanted.user {
            query = query.filter(Column::UserId.eq(user));
        }
        if let Some(conversation) = wanted.conversation {
            query = query.filter(Column::ConversationId.eq(conversation));
        }
        if let Some(message) = wanted.message {
            query = query.filter(Column::MessageId.eq(message));
        }
        query.order_by_asc(Column::Xact).order_by_asc(Column::Id).limit(take).all(self.reader()).await
    }
}

/// Forgets a batch of what happened before `time`, of all tenants; answers how much.
///
/// # Errors
/// When the database fails.
pub async fn forget<C: ConnectionTrait>(conn: &C, time: DateTime<Utc>, batch: u64) -> Result<u64, DbError> {
    let oldest =
        Entity::find().select_only().column(Column::Id).order_by_asc(Column::Xact).order_by_asc(Column::Id);
    // Whatever their age: where none is old enough, looking for those that are would read them all.
    let oldest = oldest.limit(batch).into_query();
    let old =
        Entity::delete_many().filter(Column::Id.in_subquery(oldest)).filter(Column::HappenedAt.lt(time));
    let done = old.exec(conn).await?;
    Ok(done.rows_affected)
}

fn settled(db: &Db, query: Select<Entity>) -> Select<Entity> {
    match db.kind() {
        DbKind::Sqlite => query,
        DbKind::Postgres => query.filter(Expr::cust(SETTLED)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use sea_orm::{DbBackend, PaginatorTrait as _, Statement};

    use super::*;
    use crate::scene::{Scene, TENANT, now};

    #[tokio::test]
    async fn what_is_old_is_forgotten_in_batches_the_oldest_first() {
        let scene = Scene::sqlite().await;
        let writer = scene.db.writer();
        for age in [9, 8, 8, 2, 1] {
            let sql =
                "insert into event (xact, tenant_id, kind, happened_at) values (0, ?, 'conversation', ?)";
            let values = [TENANT.into(), (now() - Duration::days(age)).into()];
            writer.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await.unwrap();
        }
        let before = now() - Duration::days(7);
        for (batch, gone, left) in [(2, 2, 3), (2, 1, 2), (2, 0, 2)] {
            assert_eq!(forget(writer, before, batch).await.unwrap(), gone);
            assert_eq!(Entity::find().count(writer).await.unwrap(), left);
        }
        scene.close().await;
    }
}
