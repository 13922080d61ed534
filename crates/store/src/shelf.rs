//! Connections that are kept at hand.
//!
//! sqlx asks a connection that is given back to its pool for a sign of life: a second journey to the database beside that of
//! the query. So they are kept from one statement or transaction to the next. One at which anything went wrong, or whose caller
//! left in the middle, goes the usual way through the pool, and so do those that nobody needed for a moment.
//!
//! On PostgreSQL a reader plans each statement once: left to itself it plans a page with a limit anew each time, which takes longer
//! than to read it. A plan fits the sizes that tables had when it was made, so that it is forgotten after a while.

use std::{
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    ConnAcquireErr, DbErr, ExecResult, QueryResult, RuntimeErr, Statement,
    sqlx::{self, Pool, pool::PoolConnection},
};
use tokio::{
    runtime::Handle,
    select,
    sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot},
    time::{Instant, sleep, timeout},
};

use crate::{
    connections::{failed, failed_query},
    driver::{Driver, is_mute},
    failures::not_in_time,
};

#[cfg(test)]
mod tests;

/// For how long one waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// For how long a connection stays at hand while nobody needs it.
const REST: Duration = Duration::from_secs(1);
/// For how long PostgreSQL's plans hold.
const PLANS_HOLD: Duration = Duration::from_secs(10);

/// The connections of one pool that are kept.
pub(crate) struct Shelf<D: Driver> {
    pool: Pool<D>,
    seats: Arc<Semaphore>,
    /// What makes a connection forget its plans, where they get old.
    forget_plans: Option<&'static str>,
    /// The last one is taken first.
    resting: Mutex<Vec<Resting<D>>>,
    /// Whether somebody looks after those that rest.
    tended: AtomicBool,
    /// For those who wait at the pool, which sees nothing of what rests here.
    rested: Notify,
}

/// A connection at hand.
struct Resting<D: Driver> {
    connection: PoolConnection<D>,
    since: Instant,
    /// Since when its plans are kept.
    planned: Instant,
}

/// A connection in use. Dropped without [`Shelf::rest`], it goes through the pool.
pub(crate) struct Lease<D: Driver> {
    pub(crate) connection: PoolConnection<D>,
    planned: Instant,
    _seat: OwnedSemaphorePermit,
}

impl<D: Driver> Lease<D> {
    /// Looks at what the connection failed with: one that does not answer is closed, because it would not answer the pool either.
    pub(crate) fn told(&mut self, error: sqlx::Error) -> sqlx::Error {
        if is_mute(&error) {
            self.connection.close_on_drop();
        }
        error
    }
}

impl<D: Driver> Shelf<D> {
    pub(crate) fn new(pool: Pool<D>, most: u32, forget_plans: Option<&'static str>) -> Arc<Self> {
        Arc::new(Self {
            pool,
            forget_plans,
            seats: Arc::new(Semaphore::new(usize::try_from(most).unwrap_or(usize::MAX))),
            resting: Mutex::default(),
            tended: AtomicBool::new(false),
            rested: Notify::new(),
        })
    }

    pub(crate) async fn query(self: &Arc<Self>, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut lease = self.lease().await?;
        let rows = D::query(&mut lease.connection, statement).await;
        let rows = rows.map_err(|error| failed_query(lease.told(error)))?;
        self.rest(lease);
        Ok(rows)
    }

    pub(crate) async fn execute(self: &Arc<Self>, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut lease = self.lease().await?;
        let done = D::execute(&mut lease.connection, statement).await;
        let done = done.map_err(|error| failed(lease.told(error)))?;
        self.rest(lease);
        Ok(done)
    }

    pub(crate) async fn execute_unprepared(self: &Arc<Self>, sql: &str) -> Result<ExecResult, DbErr> {
        let mut lease = self.lease().await?;
        let done = D::execute_unprepared(&mut lease.connection, sql).await;
        let done = done.map_err(|error| failed(lease.told(error)))?;
        self.rest(lease);
        Ok(done)
    }

    /// A connection of one's own, once there is one.
    ///
    /// # Errors
    /// When none is free in time, or all are closed.
    pub(crate) async fn lease(self: &Arc<Self>) -> Result<Lease<D>, DbErr> {
        let seat = timeout(PATIENCE, Arc::clone(&self.seats).acquire_owned()).await;
        let seat = seat.map_err(|_| not_in_time())?;
        let closed = |_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);
        let seat = seat.map_err(closed)?;
        let (connection, planned) = self.free().await?;
        let mut lease = Lease { connection, planned, _seat: seat };
        if let Some(forget) = self.forget_plans.filter(|_| lease.planned.elapsed() > PLANS_HOLD) {
            let forgotten = D::execute_unprepared(&mut lease.connection, forget).await;
            forgotten.map_err(|error| failed(lease.told(error)))?;
            lease.planned = Instant::now();
        }
        Ok(lease)
    }

    /// One that rests, or one of the pool, whichever is there first: others may be on their way back to the pool for long.
    async fn free(self: &Arc<Self>) -> Result<(PoolConnection<D>, Instant), DbErr> {
        let mut acquired = None;
        loop {
            let mut rests = pin!(self.rested.notified());
            // Listens before it looks.
            rests.as_mut().enable();
            if let Some(rested) = self.take_rested() {
                return Ok(rested);
            }
            let acquired = acquired.get_or_insert_with(|| self.acquire());
            select! {
                biased;
                () = rests => {}
                acquired = acquired => {
                    let connection = acquired.map_err(|_| not_in_time())?.map_err(not_acquired)?;
                    return Ok((connection, Self::long_ago()));
                }
            }
        }
    }

    fn take_rested(&self) -> Option<(PoolConnection<D>, Instant)> {
        let rested = self.locked().pop().filter(|resting| resting.since.elapsed() < REST)?;
        Some((rested.connection, rested.planned))
    }

    /// One of the pool. It may have to be opened, which takes far longer than most statements: if whoever asked has found another
    /// one by then, it comes to rest, and is not opened in vain again and again.
    fn acquire(self: &Arc<Self>) -> oneshot::Receiver<sqlx::Result<PoolConnection<D>>> {
        let (asker, acquired) = oneshot::channel();
        let shelf = Arc::clone(self);
        tokio::spawn(async move {
            let connection = shelf.pool.acquire().await;
            if let Err(Ok(connection)) = asker.send(connection) {
                let planned = Self::long_ago();
                shelf.keep(connection, planned);
            }
        });
        acquired
    }

    /// When the pool's connections have planned what they have: nobody knows.
    fn long_ago() -> Instant {
        Instant::now().checked_sub(PLANS_HOLD).unwrap_or_else(Instant::now)
    }

    /// Keeps it at hand, for whoever needs one next.
    pub(crate) fn rest(self: &Arc<Self>, lease: Lease<D>) {
        let Lease { connection, planned, .. } = lease;
        self.keep(connection, planned);
    }

    fn keep(self: &Arc<Self>, connection: PoolConnection<D>, planned: Instant) {
        let mut resting = self.locked();
        if self.seats.is_closed() {
            return;
        }
        resting.push(Resting { connection, since: Instant::now(), planned });
        drop(resting);
        self.rested.notify_one();
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

    /// Lends no more; what is at hand goes back to the pool, so that it can be closed.
    pub(crate) fn close(&self) {
        self.seats.close();
        self.locked().clear();
    }

    fn locked(&self) -> MutexGuard<'_, Vec<Resting<D>>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<D: Driver> Drop for Shelf<D> {
    fn drop(&mut self) {
        // Where no runtime is left, nothing can go back to a pool: sqlx would panic.
        if Handle::try_current().is_err() {
            let resting = self.resting.get_mut().unwrap_or_else(PoisonError::into_inner);
            resting.drain(..).for_each(|resting| drop(resting.connection.detach()));
        }
    }
}

async fn tend<D: Driver>(shelf: Arc<Shelf<D>>) {
    loop {
        sleep(REST).await;
        if !shelf.clear() {
            return;
        }
    }
}

fn not_acquired(error: sqlx::Error) -> DbErr {
    match error {
        sqlx::Error::PoolTimedOut => not_in_time(),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        other => DbErr::Conn(RuntimeErr::SqlxError(other.into())),
    }
}
