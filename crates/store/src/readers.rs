//! Connections that read, kept at hand.
//!
//! sqlx asks a connection that is given back to its pool for a sign of life: a second journey to the database beside that of
//! the query. So readers keep theirs from one query to the next. One at which anything went wrong, or whose caller left in
//! the middle, goes the usual way through the pool, and so do those that nobody needed for a moment.
//!
//! On PostgreSQL a reader plans each statement once: left to itself it plans a page with a limit anew each time, which takes longer
//! than to read it. A plan fits the sizes that tables had when it was made, so that it is forgotten after a while.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult,
    RuntimeErr, Statement,
    prelude::async_trait::async_trait,
    sea_query::Values,
    sqlx::{
        self, AssertSqlSafe, Database, Executor, IntoArguments, Pool, Postgres, Sqlite, pool::PoolConnection,
    },
};
use sea_query_sqlx::SqlxValues;
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep, timeout},
};

use crate::db::tell_statement;

#[cfg(test)]
mod tests;

/// For how long a query waits until it may begin.
const PATIENCE: Duration = Duration::from_secs(5);
/// For how long a connection stays at hand while nobody reads.
const REST: Duration = Duration::from_secs(1);
/// For how long PostgreSQL's plans hold.
const PLANS_HOLD: Duration = Duration::from_secs(10);
const FORGET_PLANS: &str = "discard plans";

/// What reads go to. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Readers {
    pool: DatabaseConnection,
    at_hand: AtHand,
}

#[derive(Clone)]
enum AtHand {
    Sqlite(Arc<Shelf<Sqlite>>),
    Postgres(Arc<Shelf<Postgres>>),
}

impl Readers {
    /// A pool that nobody else uses, of so many connections.
    pub(crate) fn of(pool: DatabaseConnection, most: u32) -> Self {
        let at_hand = match pool.get_database_backend() {
            DbBackend::Postgres => {
                let pool = pool.get_postgres_connection_pool().clone();
                AtHand::Postgres(Shelf::new(pool, most, Some(FORGET_PLANS)))
            }
            _ => AtHand::Sqlite(Shelf::new(pool.get_sqlite_connection_pool().clone(), most, None)),
        };
        Self { pool, at_hand }
    }

    /// Waits for running queries and closes all connections of the pool.
    pub(crate) async fn close(self) -> Result<(), DbErr> {
        match &self.at_hand {
            AtHand::Sqlite(shelf) => shelf.close(),
            AtHand::Postgres(shelf) => shelf.close(),
        }
        self.pool.close().await
    }
}

#[async_trait]
impl ConnectionTrait for Readers {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.pool.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.pool.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut rows = self.query_all_raw(statement).await?;
        Ok((!rows.is_empty()).then(|| rows.swap_remove(0)))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.at_hand {
            AtHand::Sqlite(shelf) => shelf.read(statement).await,
            AtHand::Postgres(shelf) => shelf.read(statement).await,
        }
    }
}

impl fmt::Debug for AtHand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AtHand")
    }
}

/// The connections of one pool that readers keep.
struct Shelf<D: Database> {
    pool: Pool<D>,
    seats: Arc<Semaphore>,
    /// What makes a connection forget its plans, where they get old.
    forget_plans: Option<&'static str>,
    /// The last one is taken first.
    resting: Mutex<Vec<Resting<D>>>,
    /// Whether somebody looks after those that rest.
    tended: AtomicBool,
}

/// A connection at hand.
struct Resting<D: Database> {
    connection: PoolConnection<D>,
    since: Instant,
    /// Since when its plans are kept.
    planned: Instant,
}

/// A connection in use. Dropped without [`Shelf::rest`], it goes through the pool.
struct Lease<D: Database> {
    connection: PoolConnection<D>,
    planned: Instant,
    _seat: OwnedSemaphorePermit,
}

impl<D: Database> Shelf<D> {
    fn new(pool: Pool<D>, most: u32, forget_plans: Option<&'static str>) -> Arc<Self> {
        Arc::new(Self {
            pool,
            forget_plans,
            seats: Arc::new(Semaphore::new(usize::try_from(most).unwrap_or(usize::MAX))),
            resting: Mutex::default(),
            tended: AtomicBool::new(false),
        })
    }

    async fn read(self: &Arc<Self>, statement: Statement) -> Result<Vec<QueryResult>, DbErr>
    where
        SqlxValues: IntoArguments<D>,
        for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
        QueryResult: From<D::Row>,
    {
        let mut lease = self.lease().await?;
        let (values, sql) = (statement.values.unwrap_or(Values(Vec::new())), statement.sql);
        let failed = |error: sqlx::Error| DbErr::Query(RuntimeErr::SqlxError(error.into()));
        if let Some(forget) = self.forget_plans.filter(|_| lease.planned.elapsed() > PLANS_HOLD) {
            (&mut *lease.connection).execute(forget).await.map_err(failed)?;
            lease.planned = Instant::now();
        }
        let began = Instant::now();
        let query = sqlx::query_with(AssertSqlSafe(sql.as_str()), SqlxValues(values));
        let rows = query.fetch_all(&mut *lease.connection).await;
        tell_statement(&sql, began.elapsed());
        let rows = rows.map_err(failed)?;
        self.rest(lease);
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }

    async fn lease(&self) -> Result<Lease<D>, DbErr> {
        let seat = timeout(PATIENCE, Arc::clone(&self.seats).acquire_owned()).await;
        let seat = seat.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        let closed = |_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);
        let seat = seat.map_err(closed)?;
        let rested = self.locked().pop().filter(|resting| resting.since.elapsed() < REST);
        let (connection, planned) = match rested {
            Some(resting) => (resting.connection, resting.planned),
            None => {
                let connection = self.pool.acquire().await.map_err(not_acquired)?;
                // Whatever it has planned, nobody knows when.
                (connection, Instant::now().checked_sub(PLANS_HOLD).unwrap_or_else(Instant::now))
            }
        };
        Ok(Lease { connection, planned, _seat: seat })
    }

    fn rest(self: &Arc<Self>, lease: Lease<D>) {
        let mut resting = self.locked();
        if self.seats.is_closed() {
            return;
        }
        let Lease { connection, planned, .. } = lease;
        resting.push(Resting { connection, since: Instant::now(), planned });
        drop(resting);
        if !self.tended.swap(true, Ordering::Relaxed) {
            tokio::spawn(tend(Arc::clone(self)));
        }
    }

    /// Gives back those that rested for long; whether any are left.
    fn clear(&self) -> bool {
        let mut resting = self.locked();
        resting.retain(|resting| resting.since.elapsed() < REST);
        if resting.is_empty() {
            // Under the lock: the next one to rest finds nobody, and calls somebody.
            self.tended.store(false, Ordering::Relaxed);
        }
        !resting.is_empty()
    }

    /// Reads no more; what is at hand goes back to the pool, so that it can be closed.
    fn close(&self) {
        self.seats.close();
        self.locked().clear();
    }

    fn locked(&self) -> MutexGuard<'_, Vec<Resting<D>>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<D: Database> Drop for Shelf<D> {
    fn drop(&mut self) {
        // Where no runtime is left, nothing can go back to a pool: sqlx would panic.
        if Handle::try_current().is_err() {
            let resting = self.resting.get_mut().unwrap_or_else(PoisonError::into_inner);
            resting.drain(..).for_each(|resting| drop(resting.connection.detach()));
        }
    }
}

async fn tend<D: Database>(shelf: Arc<Shelf<D>>) {
    loop {
        sleep(REST).await;
        if !shelf.clear() {
            return;
        }
    }
}

fn not_acquired(error: sqlx::Error) -> DbErr {
    match error {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        other => DbErr::Conn(RuntimeErr::SqlxError(other.into())),
    }
}
