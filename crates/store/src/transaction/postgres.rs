//! A transaction on PostgreSQL: every statement goes there at once.

use std::sync::Arc;

use sea_orm::{
    DbErr, ExecResult, QueryResult, Statement,
    sqlx::{self, Database, Postgres},
};
use sqlx_core::transaction::TransactionManager as _;
use tokio::sync::Mutex;

use crate::{
    connections::{failed, failed_query},
    driver::{Driver as _, in_time},
    shelf::{Lease, Shelf},
};

type Manager = <Postgres as Database>::TransactionManager;

/// A connection on which a transaction is open.
pub(super) struct Held {
    shelf: Arc<Shelf<Postgres>>,
    /// `None` once the transaction is committed.
    lease: Mutex<Option<Lease<Postgres>>>,
}

impl Held {
    pub(super) async fn begin(shelf: &Arc<Shelf<Postgres>>) -> Result<Arc<Self>, DbErr> {
        let mut beginning = Beginning(Some(shelf.lease().await?));
        let lease = &mut beginning.0;
        let begun = in_time(Manager::begin(connection(lease)?, None)).await;
        told(lease, begun).map_err(failed)?;
        Ok(Arc::new(Self { shelf: Arc::clone(shelf), lease: Mutex::new(lease.take()) }))
    }

    pub(super) async fn commit(&self) -> Result<(), DbErr> {
        let mut lease = self.lease.lock().await;
        let committed = in_time(Manager::commit(connection(&mut lease)?)).await;
        told(&mut lease, committed).map_err(failed)?;
        if let Some(lease) = lease.take() {
            self.shelf.rest(lease);
        }
        Ok(())
    }

    /// Begins to undo it. The connection does that before anything else, and goes back through the pool.
    pub(super) fn undo(&self) {
        // Whoever could have it in hand borrowed what is being dropped.
        if let Ok(mut lease) = self.lease.try_lock()
            && let Some(lease) = lease.as_mut()
        {
            Manager::start_rollback(&mut lease.connection);
        }
    }

    pub(super) async fn query(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut lease = self.lease.lock().await;
        let rows = Postgres::query(connection(&mut lease)?, statement).await;
        told(&mut lease, rows).map_err(failed_query)
    }

    pub(super) async fn execute(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut lease = self.lease.lock().await;
        let done = Postgres::execute(connection(&mut lease)?, statement).await;
        told(&mut lease, done).map_err(failed)
    }

    pub(super) async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut lease = self.lease.lock().await;
        let done = Postgres::execute_unprepared(connection(&mut lease)?, sql).await;
        told(&mut lease, done).map_err(failed)
    }
}

/// A connection that was asked to begin. Of one whose answer nobody took, sqlx does not know that a transaction is open: it is
/// closed, or what runs on it next would be part of that.
struct Beginning(Option<Lease<Postgres>>);

impl Drop for Beginning {
    fn drop(&mut self) {
        if let Some(lease) = &mut self.0 {
            lease.connection.close_on_drop();
        }
    }
}

fn told<T>(lease: &mut Option<Lease<Postgres>>, answer: sqlx::Result<T>) -> sqlx::Result<T> {
    answer.map_err(|error| match lease {
        Some(lease) => lease.told(error),
        None => error,
    })
}

fn connection(lease: &mut Option<Lease<Postgres>>) -> Result<&mut <Postgres as Database>::Connection, DbErr> {
    match lease {
        Some(lease) => Ok(&mut lease.connection),
        None => Err(super::ended()),
    }
}
