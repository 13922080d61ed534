//! What the queries of a transaction run on: a connection that nobody else has until it ends.
//!
//! Neither sqlx's nor SeaORM's own, because those give the connection back to its pool, which asks it for a sign of life each
//! time: on PostgreSQL one more journey for every transaction. Here it goes back to the shelf of those at hand.

use std::{fmt, sync::Arc};

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement,
    prelude::async_trait::async_trait,
    sqlx::{Connection as _, Database, Postgres, SqlSafeStr as _, Sqlite},
};
use sqlx_core::transaction::TransactionManager;
use tokio::sync::Mutex;

use crate::{
    connections::{AtHand, Connections, failed, failed_query, first},
    driver::Driver,
    shelf::{Lease, Shelf},
};

/// What queries of a [`Transaction`](crate::Transaction) run on. Dropped without a commit, nothing of it happened.
pub struct Tx {
    line: Line,
    is_open: bool,
}

enum Line {
    Sqlite(Arc<Held<Sqlite>>),
    Postgres(Arc<Held<Postgres>>),
}

/// A connection on which a transaction is open, and savepoints in it.
struct Held<D: Driver> {
    shelf: Arc<Shelf<D>>,
    /// `None` once the transaction is committed.
    lease: Mutex<Option<Lease<D>>>,
}

/// Runs the same on either database.
macro_rules! on_line {
    ($line:expr, $held:ident => $what:expr) => {
        match $line {
            Line::Sqlite($held) => $what,
            Line::Postgres($held) => $what,
        }
    };
}

impl Tx {
    /// Begins one; on SQLite as one that writes, because a write that reads first could otherwise fail half way.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub(crate) async fn begin(connections: &Connections) -> Result<Self, DbErr> {
        let line = match connections.at_hand() {
            AtHand::Sqlite(shelf) => Line::Sqlite(Held::begin(shelf, Some("BEGIN IMMEDIATE")).await?),
            AtHand::Postgres(shelf) => Line::Postgres(Held::begin(shelf, None).await?),
        };
        Ok(Self { line, is_open: true })
    }

    /// A part of it that can be undone by itself. Only one at a time, and nothing else runs in it meanwhile.
    pub(crate) async fn savepoint(&self) -> Result<Self, DbErr> {
        let line = match &self.line {
            Line::Sqlite(held) => {
                held.savepoint().await?;
                Line::Sqlite(Arc::clone(held))
            }
            Line::Postgres(held) => {
                held.savepoint().await?;
                Line::Postgres(Arc::clone(held))
            }
        };
        Ok(Self { line, is_open: true })
    }

    /// Makes it durable; of a savepoint: a part of the whole.
    ///
    /// # Errors
    /// When the commit fails: nothing happened then.
    pub(crate) async fn commit(mut self) -> Result<(), DbErr> {
        on_line!(&self.line, held => held.commit().await)?;
        self.is_open = false;
        Ok(())
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if self.is_open {
            on_line!(&self.line, held => held.undo());
        }
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("is_open", &self.is_open).finish_non_exhaustive()
    }
}

#[async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        match self.line {
            Line::Sqlite(_) => DbBackend::Sqlite,
            Line::Postgres(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        on_line!(&self.line, held => held.execute(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        on_line!(&self.line, held => held.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(first(self.query_all_raw(statement).await?))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        on_line!(&self.line, held => held.query(statement).await)
    }
}

impl<D: Driver> Held<D> {
    async fn begin(shelf: &Arc<Shelf<D>>, statement: Option<&'static str>) -> Result<Arc<Self>, DbErr> {
        let mut beginning = Beginning(Some(shelf.lease().await?));
        let lease = &mut beginning.0;
        let statement = statement.map(|statement| statement.into_sql_str());
        D::TransactionManager::begin(connection(lease)?, statement).await.map_err(failed)?;
        Ok(Arc::new(Self { shelf: Arc::clone(shelf), lease: Mutex::new(lease.take()) }))
    }

    async fn savepoint(&self) -> Result<(), DbErr> {
        let mut lease = self.lease.lock().await;
        D::TransactionManager::begin(connection(&mut lease)?, None).await.map_err(failed)
    }

    async fn commit(&self) -> Result<(), DbErr> {
        let mut lease = self.lease.lock().await;
        let connection = connection(&mut lease)?;
        D::TransactionManager::commit(connection).await.map_err(failed)?;
        if !connection.is_in_transaction()
            && let Some(lease) = lease.take()
        {
            self.shelf.rest(lease);
        }
        Ok(())
    }

    /// Begins to undo it. The connection does that before anything else, and goes back through the pool.
    fn undo(&self) {
        // Whoever could have it in hand borrowed what is being dropped.
        if let Ok(mut lease) = self.lease.try_lock()
            && let Some(lease) = lease.as_mut()
        {
            D::TransactionManager::start_rollback(&mut lease.connection);
        }
    }

    async fn query(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut lease = self.lease.lock().await;
        D::query(connection(&mut lease)?, statement).await.map_err(failed_query)
    }

    async fn execute(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut lease = self.lease.lock().await;
        D::execute(connection(&mut lease)?, statement).await.map_err(failed)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut lease = self.lease.lock().await;
        D::execute_unprepared(connection(&mut lease)?, sql).await.map_err(failed)
    }
}

/// A connection that was asked to begin. Of one whose answer nobody took, sqlx does not know that a transaction is open: it is
/// closed, or what runs on it next would be part of that.
struct Beginning<D: Driver>(Option<Lease<D>>);

impl<D: Driver> Drop for Beginning<D> {
    fn drop(&mut self) {
        if let Some(lease) = &mut self.0 {
            lease.connection.close_on_drop();
        }
    }
}

fn connection<D: Driver>(lease: &mut Option<Lease<D>>) -> Result<&mut <D as Database>::Connection, DbErr> {
    match lease {
        Some(lease) => Ok(&mut lease.connection),
        None => Err(DbErr::Custom("the transaction has ended".to_owned())),
    }
}
