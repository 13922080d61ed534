//! A transaction on SQLite, which says as little as it can.
//!
//! sqlx keeps each connection on a thread of its own, and the way there and back takes longer than most statements. So whatever
//! nobody waits for stays here (the beginning, savepoints, writes whose result is of no interest) until something is said that
//! is waited for, and goes along ahead of it. A commit takes the rest along.
//!
//! After a failed write SQLite may have given up the whole transaction, and would carry out what comes next by itself, for good. So
//! after anything that failed nothing more is said than to undo it: what goes together ends at the first failure.

use std::{mem, sync::Arc};

use sea_orm::{
    DbBackend, DbErr, ExecResult, QueryResult, Statement,
    sqlx::{self, Sqlite},
};
use tokio::{runtime::Handle, sync::Mutex};

use crate::{
    connections::{failed, failed_query},
    driver::Driver as _,
    joined::{self, Said},
    shelf::{Lease, Shelf},
};

/// Names of savepoints, in turn: while the end of one waits to be said, the next one has another name. Undone without having been begun,
/// it must not undo its predecessor.
const PARTS: [&str; 2] = ["odd", "even"];
/// Statements that stay here at the most.
const MOST_WAITING: usize = 16;

/// A connection on which a transaction is open, and savepoints in it.
pub(super) struct Held {
    shelf: Arc<Shelf<Sqlite>>,
    state: Mutex<State>,
}

struct State {
    /// `None` once the transaction has ended.
    lease: Option<Lease<Sqlite>>,
    /// What goes along with what is said next.
    waiting: Vec<Statement>,
    /// Whether anything was said.
    has_begun: bool,
    /// Whether anything failed, and is not undone.
    has_failed: bool,
    /// The names of open savepoints.
    parts: Vec<&'static str>,
    /// How many were begun.
    begun: usize,
}

impl Held {
    /// As one that writes, because a write that reads first could otherwise fail half way.
    pub(super) async fn begin(shelf: &Arc<Shelf<Sqlite>>) -> Result<Arc<Self>, DbErr> {
        let state = State {
            lease: Some(shelf.lease().await?),
            waiting: vec![plain("BEGIN IMMEDIATE")],
            has_begun: false,
            has_failed: false,
            parts: Vec::new(),
            begun: 0,
        };
        Ok(Arc::new(Self { shelf: Arc::clone(shelf), state: Mutex::new(state) }))
    }

    pub(super) async fn savepoint(&self) {
        let mut state = self.state.lock().await;
        let name = PARTS[state.begun % PARTS.len()];
        state.begun += 1;
        state.parts.push(name);
        state.waiting.push(of_part("SAVEPOINT", name));
    }

    /// Keeps the statement until something else is said.
    pub(super) async fn later(&self, statement: Statement) -> Result<(), DbErr> {
        let mut state = self.state.lock().await;
        state.waiting.push(statement);
        if state.waiting.len() < MOST_WAITING { Ok(()) } else { state.settle().await }
    }

    /// Says what waits, so that a failure is known now.
    pub(super) async fn settle(&self) -> Result<(), DbErr> {
        self.state.lock().await.settle().await
    }

    /// Makes the innermost savepoint a part of the whole.
    pub(super) async fn release(&self) -> Result<(), DbErr> {
        self.state.lock().await.release().await
    }

    pub(super) async fn commit(&self) -> Result<(), DbErr> {
        let mut state = self.state.lock().await;
        if !state.parts.is_empty() {
            return Err(DbErr::Custom("a part of the transaction is open".to_owned()));
        }
        let has_anything = state.has_begun || state.waiting.len() > 1;
        if has_anything {
            state.say(plain("COMMIT")).await.map_err(failed)?;
        }
        if let Some(lease) = state.lease.take() {
            self.shelf.rest(lease);
        }
        Ok(())
    }

    /// Undoes the innermost savepoint.
    pub(super) fn undo_part(&self) {
        // Whoever could have it in hand borrowed what is being dropped.
        if let Ok(mut state) = self.state.try_lock() {
            state.undo_part();
        }
    }

    /// Undoes all of it. The connection does that before anything else.
    pub(super) fn undo(&self) {
        let Ok(mut state) = self.state.try_lock() else { return };
        let Some(lease) = state.lease.take() else { return };
        let Ok(runtime) = Handle::try_current() else {
            // Closing it undoes it as well.
            return drop(lease.connection.detach());
        };
        if state.has_begun {
            drop(runtime.spawn(roll_back(Arc::clone(&self.shelf), Undoing(Some(lease)))));
        } else {
            self.shelf.rest(lease);
        }
    }

    pub(super) async fn query(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let said = self.state.lock().await.say(statement).await.map_err(failed_query)?;
        Ok(said.last().into_iter().map(QueryResult::from).collect())
    }

    /// Asks several at once; the rows of each.
    pub(super) async fn query_each(
        &self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<QueryResult>>, DbErr> {
        let mut state = self.state.lock().await;
        let ahead = state.waiting.len();
        state.waiting.extend(statements);
        let said = state.say_waiting().await.map_err(failed_query)?;
        let rows = said.rows.into_iter().skip(ahead);
        Ok(rows.map(|rows| rows.into_iter().map(QueryResult::from).collect()).collect())
    }

    pub(super) async fn execute(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        Ok(self.state.lock().await.say(statement).await.map_err(failed)?.done.into())
    }

    pub(super) async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut state = self.state.lock().await;
        state.settle().await?;
        let state = &mut *state;
        let lease = state.lease.as_mut().ok_or_else(super::ended)?;
        state.has_failed = true;
        let done = Sqlite::execute_unprepared(&mut lease.connection, sql).await;
        state.has_failed = done.is_err();
        done.map_err(failed)
    }
}

impl State {
    /// Says the statement, and ahead of it what waits.
    async fn say(&mut self, statement: Statement) -> sqlx::Result<Said> {
        self.waiting.push(statement);
        self.say_waiting().await
    }

    async fn settle(&mut self) -> Result<(), DbErr> {
        if self.waiting.is_empty() && !self.has_failed {
            return Ok(());
        }
        self.say_waiting().await.map(drop).map_err(failed)
    }

    async fn say_waiting(&mut self) -> sqlx::Result<Said> {
        if self.has_failed {
            // No outage: whoever goes on after a failure is at fault.
            return Err(sqlx::Error::InvalidArgument("the transaction has failed before".to_owned()));
        }
        let Some(lease) = &mut self.lease else {
            return Err(sqlx::Error::InvalidArgument("the transaction has ended".to_owned()));
        };
        let statements = mem::take(&mut self.waiting);
        self.has_begun = true;
        // Whoever leaves in the middle never hears how it ended.
        self.has_failed = true;
        let said = joined::say(&mut lease.connection, statements).await;
        self.has_failed = said.is_err();
        said
    }

    /// Makes the innermost savepoint a part of the whole. What it left to be said is said now, so that a failure is its own.
    async fn release(&mut self) -> Result<(), DbErr> {
        let Some(name) = self.parts.last() else { return Err(super::ended()) };
        let release = of_part("RELEASE", name);
        if self.waiting.is_empty() && !self.has_failed {
            self.waiting.push(release);
        } else {
            self.say(release).await.map_err(failed)?;
        }
        self.parts.pop();
        Ok(())
    }

    fn undo_part(&mut self) {
        let Some(name) = self.parts.pop() else { return };
        let begins = of_part("SAVEPOINT", name);
        let undone = [of_part("ROLLBACK TO", name), of_part("RELEASE", name)];
        match self.waiting.iter().position(|statement| statement.sql == begins.sql) {
            Some(place) => self.waiting.truncate(place),
            None => {
                // All of it is the savepoint's: what was there before was said along with its beginning.
                self.waiting.clear();
                self.waiting.extend(undone);
                self.has_failed = false;
            }
        }
    }
}

/// About a savepoint.
fn of_part(verb: &str, name: &str) -> Statement {
    plain(&format!("{verb} {name}"))
}

fn plain(sql: &str) -> Statement {
    Statement::from_string(DbBackend::Sqlite, sql)
}

async fn roll_back(shelf: Arc<Shelf<Sqlite>>, mut undoing: Undoing) {
    let Some(lease) = &mut undoing.0 else { return };
    // It fails where SQLite gave the transaction up before: nobody knows what else is left of it.
    if Sqlite::execute_unprepared(&mut lease.connection, "ROLLBACK").await.is_ok()
        && let Some(lease) = undoing.0.take()
    {
        shelf.rest(lease);
    }
}

/// A connection that is to undo its transaction. If it does not, it is closed, which undoes it too.
struct Undoing(Option<Lease<Sqlite>>);

impl Drop for Undoing {
    fn drop(&mut self) {
        if let Some(lease) = &mut self.0 {
            lease.connection.close_on_drop();
        }
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait as _;

    use crate::{Db, OpenOptions, connections::AtHand};

    use super::*;

    async fn stored(held: &Held, id: i64) {
        held.execute(plain(&format!("insert into number values ({id})"))).await.unwrap();
    }

    /// As when whoever takes the next part leaves before SQLite hears of it.
    #[tokio::test]
    async fn a_part_that_was_not_begun_undoes_nothing_of_the_one_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("parts.db").display());
        let db = Db::open(&OpenOptions { url, max_connections: 1 }).await.unwrap();
        db.writer().execute_unprepared("create table number (id integer primary key)").await.unwrap();
        let AtHand::Sqlite(shelf) = db.writer().at_hand() else { panic!("no SQLite") };
        let held = Held::begin(shelf).await.unwrap();
        held.savepoint().await;
        stored(&held, 1).await;
        held.release().await.unwrap();
        held.savepoint().await;
        // The end of the first part and the beginning of the second.
        assert_eq!(mem::take(&mut held.state.lock().await.waiting).len(), 2);
        held.undo_part();
        held.commit()
            .await
            .expect_err("it would commit without the first part, whose owner was told that it is in");
        held.undo();
    }
}
