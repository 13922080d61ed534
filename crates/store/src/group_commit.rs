//! Transactions that write, and how those of SQLite share a commit.
//!
//! SQLite has one writer, and a commit costs a write to the disk: callers who come while another one works take a seat in its
//! transaction (a savepoint each) and share its commit. Nobody waits for company: a group is committed as soon as no
//! further caller stands at the door, 10 ms after it began at the latest. A caller hears of success only after the commit;
//! when it fails, all in the group hear of that. On PostgreSQL callers commit alone: it groups by itself.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Mutex, OwnedMutexGuard, oneshot},
    time::{Instant, sleep, timeout},
};

use crate::{DbError, Tx, connections::Connections, failures::not_in_time};

/// How old a group may grow before nobody may join any more.
const LONGEST: Duration = Duration::from_millis(10);
/// How long a caller stands at the door.
const PATIENCE: Duration = Duration::from_secs(5);

/// A transaction that may write. Dropped without [`commit`](Self::commit), nothing of it happened.
#[derive(Debug)]
pub struct Transaction(Kind);

#[derive(Debug)]
enum Kind {
    Alone(Tx),
    Seat(Seat),
}

impl Transaction {
    pub(crate) fn alone(tx: Tx) -> Self {
        Self(Kind::Alone(tx))
    }

    /// What queries run on.
    #[must_use]
    pub fn tx(&self) -> &Tx {
        match &self.0 {
            Kind::Alone(tx) => tx,
            Kind::Seat(seat) => &seat.tx,
        }
    }

    /// Carries out what was put off, so that a refusal is told apart from a commit that fails.
    ///
    /// # Errors
    /// When any of it fails: nothing will happen then.
    pub async fn settle(&self) -> Result<(), DbError> {
        self.tx().settle().await
    }

    /// Makes everything durable. What only read, but answers by what it read, must commit too: it may have seen what
    /// others of its group have not committed yet.
    ///
    /// # Errors
    /// When the commit is refused: nothing happened then; or when its answer is lost, and nobody knows.
    pub async fn commit(self) -> Result<(), DbError> {
        match self.0 {
            Kind::Alone(tx) => tx.commit().await,
            Kind::Seat(seat) => seat.commit().await,
        }
    }
}

/// The door to SQLite's writer.
#[derive(Debug)]
pub(crate) struct Door {
    writer: Connections,
    open: Arc<Mutex<Option<Group>>>,
    waiting: AtomicUsize,
}

/// A transaction of several callers that is not committed yet. Nobody works in it while it stands here.
#[derive(Debug)]
struct Group {
    outer: Tx,
    since: Instant,
    /// Whether somebody sits in it: still so when the next one comes, if it left without a commit.
    taken: bool,
    members: Vec<oneshot::Sender<Result<(), DbError>>>,
}

/// Whose turn it is to work in the group.
type Turn = OwnedMutexGuard<Option<Group>>;

/// One caller's part of a group.
#[derive(Debug)]
struct Seat {
    // Fields are dropped in this order: what was not committed is rolled back before the next one has its turn.
    tx: Tx,
    turn: Turn,
    door: Arc<Door>,
}

/// Counts a caller at the door, also one who leaves before it is let in.
struct Queued<'a>(&'a AtomicUsize);

impl<'a> Queued<'a> {
    fn at(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::SeqCst);
        Self(waiting)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Door {
    pub(crate) fn new(writer: Connections) -> Arc<Self> {
        Arc::new(Self { writer, open: Arc::default(), waiting: AtomicUsize::new(0) })
    }

    /// Waits for its turn, 5 s at most, then begins a transaction or takes a seat in the open one.
    pub(crate) async fn enter(self: &Arc<Self>) -> Result<Transaction, DbError> {
        let queued = Queued::at(&self.waiting);
        let turn = timeout(PATIENCE, Arc::clone(&self.open).lock_owned()).await;
        let mut turn = turn.map_err(|_| not_in_time())?;
        drop(queued);
        // After a failed write SQLite may have rolled back the whole; its commit will tell, and nobody else may join.
        if turn.as_ref().is_some_and(|group| group.taken || group.since.elapsed() >= LONGEST) {
            turn = finished(turn).await?;
        }
        let tx = match turn.as_mut() {
            Some(group) => {
                let tx = group.outer.savepoint().await?;
                group.taken = true;
                tx
            }
            None => Tx::begin(&self.writer).await?,
        };
        Ok(Transaction(Kind::Seat(Seat { tx, turn, door: Arc::clone(self) })))
    }

    /// Whoever stood at the door may have left: the group must not stay open for ever.
    fn close_in_time(&self) {
        let open = Arc::clone(&self.open);
        tokio::spawn(async move {
            sleep(LONGEST).await;
            let mut turn = open.lock().await;
            if turn.as_ref().is_some_and(|group| group.since.elapsed() >= LONGEST) {
                finish(&mut turn).await;
            }
        });
    }
}

impl Seat {
    async fn commit(self) -> Result<(), DbError> {
        let Self { tx, mut turn, door } = self;
        let is_awaited = door.waiting.load(Ordering::SeqCst) > 0;
        let is_shared = turn.is_some();
        match turn.as_ref() {
            None => {
                if is_awaited {
                    // Whatever fails of it is not to be the next one's failure.
                    tx.settle().await?;
                }
                *turn = Some(Group { outer: tx, since: Instant::now(), taken: false, members: Vec::new() });
            }
            // Releases the savepoint.
            Some(_) => tx.commit().await?,
        }
        let Some(group) = turn.as_mut() else { return Err(lost()) };
        let (member, outcome) = oneshot::channel();
        group.taken = false;
        group.members.push(member);
        if is_awaited && group.since.elapsed() < LONGEST {
            if !is_shared {
                door.close_in_time();
            }
            drop(turn);
        } else {
            finish(&mut turn).await;
            drop(turn);
        }
        outcome.await.unwrap_or_else(|_| Err(lost()))
    }
}

/// [`finish`], also when whoever came next leaves meanwhile: the members are none of its business.
async fn finished(mut turn: Turn) -> Result<Turn, DbError> {
    let finishing = tokio::spawn(async move {
        finish(&mut turn).await;
        turn
    });
    finishing.await.map_err(|_| lost())
}

/// Commits the group and tells its members.
async fn finish(turn: &mut Option<Group>) {
    let Some(Group { outer, members, .. }) = turn.take() else { return };
    let outcome = outer.commit().await;
    for member in members {
        // One that left meanwhile has nobody to tell.
        let _ = member.send(outcome.clone());
    }
}

fn lost() -> DbError {
    DbError::Custom("the commit's result was lost".to_owned())
}

#[cfg(test)]
mod tests;
