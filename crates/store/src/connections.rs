//! The connections of one pool, of either database, as what statements run on that need no transaction.

use std::{fmt, sync::Arc};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement,
    prelude::async_trait::async_trait,
    sqlx::{self, Postgres, Sqlite},
};

use crate::shelf::Shelf;

/// What makes PostgreSQL forget the plans of a connection.
const FORGET_PLANS: &str = "discard plans";

/// What statements go to, each by itself. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Connections {
    pool: DatabaseConnection,
    at_hand: AtHand,
}

#[derive(Clone)]
pub(crate) enum AtHand {
    Sqlite(Arc<Shelf<Sqlite>>),
    Postgres(Arc<Shelf<Postgres>>),
}

impl Connections {
    /// Up to so many of a pool, which must have as many to spare.
    pub(crate) fn of(pool: DatabaseConnection, most: u32) -> Self {
        Self::with(pool, most, None)
    }

    /// The same, where a plan is for any parameters: it fits the sizes of tables when it was made, so that it is forgotten after a
    /// while.
    pub(crate) fn with_lasting_plans(pool: DatabaseConnection, most: u32) -> Self {
        Self::with(pool, most, Some(FORGET_PLANS))
    }

    fn with(pool: DatabaseConnection, most: u32, forget_plans: Option<&'static str>) -> Self {
        let at_hand = match pool.get_database_backend() {
            DbBackend::Postgres => {
                let pool = pool.get_postgres_connection_pool().clone();
                AtHand::Postgres(Shelf::new(pool, most, forget_plans))
            }
            _ => AtHand::Sqlite(Shelf::new(pool.get_sqlite_connection_pool().clone(), most, None)),
        };
        Self { pool, at_hand }
    }

    /// The pool itself, for what takes a connection for long.
    pub(crate) fn pool(&self) -> &DatabaseConnection {
        &self.pool
    }

    pub(crate) fn at_hand(&self) -> &AtHand {
        &self.at_hand
    }

    /// Waits for running statements and closes all connections of the pool.
    pub(crate) async fn close(self) -> Result<(), DbErr> {
        match &self.at_hand {
            AtHand::Sqlite(shelf) => shelf.close(),
            AtHand::Postgres(shelf) => shelf.close(),
        }
        self.pool.close().await
    }
}

#[async_trait]
impl ConnectionTrait for Connections {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match &self.at_hand {
            AtHand::Sqlite(shelf) => shelf.execute(statement).await,
            AtHand::Postgres(shelf) => shelf.execute(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.at_hand {
            AtHand::Sqlite(shelf) => shelf.execute_unprepared(sql).await,
            AtHand::Postgres(shelf) => shelf.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(first(self.query_all_raw(statement).await?))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.at_hand {
            AtHand::Sqlite(shelf) => shelf.query(statement).await,
            AtHand::Postgres(shelf) => shelf.query(statement).await,
        }
    }
}

impl fmt::Debug for AtHand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AtHand")
    }
}

pub(crate) fn first(mut rows: Vec<QueryResult>) -> Option<QueryResult> {
    (!rows.is_empty()).then(|| rows.swap_remove(0))
}

pub(crate) fn failed_query(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

pub(crate) fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}
