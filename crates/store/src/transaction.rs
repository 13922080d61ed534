//! What the queries of a transaction run on: a connection that nobody else has until it ends.
//!
//! Neither sqlx's nor SeaORM's own, because those give the connection back to its pool, which asks it for a sign of life each
//! time: on PostgreSQL one more journey for every transaction. Here it goes back to the shelf of those at hand.

use std::{fmt, sync::Arc};

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement, prelude::async_trait::async_trait,
};

use crate::{
    connections::{AtHand, Connections, first},
    later::Later,
};

mod postgres;
mod sqlite;
#[cfg(test)]
mod tests;

/// What queries of a [`Transaction`](crate::Transaction) run on. Dropped without a commit, nothing of it happened.
pub struct Tx {
    line: Line,
    is_open: bool,
    /// Whether it is a savepoint in another one.
    is_part: bool,
}

enum Line {
    Sqlite(Arc<sqlite::Held>),
    Postgres(Arc<postgres::Held>),
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
    /// Begins one.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub(crate) async fn begin(connections: &Connections) -> Result<Self, DbErr> {
        let line = match connections.at_hand() {
            AtHand::Sqlite(shelf) => Line::Sqlite(sqlite::Held::begin(shelf).await?),
            AtHand::Postgres(shelf) => Line::Postgres(postgres::Held::begin(shelf).await?),
        };
        Ok(Self { line, is_open: true, is_part: false })
    }

    /// A part of it that can be undone by itself. Only one at a time, and nothing else runs in it meanwhile.
    ///
    /// # Errors
    /// On PostgreSQL, where everybody has a transaction alone.
    pub(crate) async fn savepoint(&self) -> Result<Self, DbErr> {
        match &self.line {
            Line::Sqlite(held) => {
                held.savepoint().await;
                Ok(Self { line: Line::Sqlite(Arc::clone(held)), is_open: true, is_part: true })
            }
            Line::Postgres(_) => Err(DbErr::Custom("nobody shares a transaction on PostgreSQL".to_owned())),
        }
    }

    /// Asks what does not depend on one another's answers, on SQLite at once; the rows of each. If one fails, all do.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn query_each<const N: usize>(
        &self,
        statements: [Statement; N],
    ) -> Result<[Vec<QueryResult>; N], DbErr> {
        let answers = match &self.line {
            Line::Sqlite(held) => held.query_each(statements.into()).await?,
            Line::Postgres(held) => {
                let mut answers = Vec::with_capacity(N);
                for statement in statements {
                    answers.push(held.query(statement).await?);
                }
                answers
            }
        };
        answers.try_into().map_err(|_| DbErr::Custom("a statement was not answered".to_owned()))
    }

    /// Carries out what was put off, so that a failure is known now.
    ///
    /// # Errors
    /// When any of it fails.
    pub(crate) async fn settle(&self) -> Result<(), DbErr> {
        match &self.line {
            Line::Sqlite(held) => held.settle().await,
            Line::Postgres(_) => Ok(()),
        }
    }

    /// Makes it durable; of a savepoint: a part of the whole.
    ///
    /// # Errors
    /// When the commit is refused: nothing happened then; or when its answer is lost, and nobody knows.
    pub(crate) async fn commit(mut self) -> Result<(), DbErr> {
        match &self.line {
            Line::Sqlite(held) if self.is_part => held.release().await?,
            Line::Sqlite(held) => held.commit().await?,
            Line::Postgres(held) => held.commit().await?,
        }
        self.is_open = false;
        Ok(())
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if self.is_open {
            match &self.line {
                Line::Sqlite(held) if self.is_part => held.undo_part(),
                Line::Sqlite(held) => held.undo(),
                Line::Postgres(held) => held.undo(),
            }
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

impl Later for Tx {
    async fn later(&self, statement: Statement) -> Result<(), DbErr> {
        match &self.line {
            Line::Sqlite(held) => held.later(statement).await,
            Line::Postgres(held) => held.execute(statement).await.map(drop),
        }
    }
}

fn ended() -> DbErr {
    DbErr::Custom("the transaction has ended".to_owned())
}
