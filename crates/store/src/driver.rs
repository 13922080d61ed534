//! What is asked of a connection, on either database, and handed out as SeaORM's rows.
//!
//! A server that is cut off answers nothing and refuses nothing, and the kernel gives its connections up after a quarter of an hour
//! only. So on PostgreSQL nobody waits longer than [`LONGEST`] for a statement; what it did is then unknown, as with any lost answer.

use std::{
    convert::identity,
    io,
    time::{Duration, Instant},
};

use sea_orm::{
    ExecResult, QueryResult, Statement,
    sea_query::Values,
    sqlx::{self, AssertSqlSafe, Database, Executor as _, Postgres, Sqlite},
};
use sea_query_sqlx::SqlxValues;

use crate::db::tell_statement;

/// For how long one waits for a statement: longer than any of ours takes, also the move of a bot with a million sends.
pub(crate) const LONGEST: Duration = Duration::from_secs(if cfg!(test) { 4 } else { 120 });

/// A database that sqlx and SeaORM both know.
pub(crate) trait Driver: Database {
    /// The rows of a query.
    fn query(
        connection: &mut Self::Connection,
        statement: Statement,
    ) -> impl Future<Output = sqlx::Result<Vec<QueryResult>>> + Send;

    /// What a statement changed.
    fn execute(
        connection: &mut Self::Connection,
        statement: Statement,
    ) -> impl Future<Output = sqlx::Result<ExecResult>> + Send;

    /// The same of a text without parameters, which may hold several statements.
    fn execute_unprepared(
        connection: &mut Self::Connection,
        sql: &str,
    ) -> impl Future<Output = sqlx::Result<ExecResult>> + Send;
}

macro_rules! driver {
    ($database:ty, $limit:path) => {
        impl Driver for $database {
            async fn query(
                connection: &mut Self::Connection,
                statement: Statement,
            ) -> sqlx::Result<Vec<QueryResult>> {
                let (sql, values) = parts(statement);
                let began = Instant::now();
                let query = sqlx::query_with(AssertSqlSafe(sql.as_str()), values);
                let rows = $limit(query.fetch_all(connection)).await;
                tell_statement(&sql, began.elapsed());
                Ok(rows?.into_iter().map(QueryResult::from).collect())
            }

            async fn execute(
                connection: &mut Self::Connection,
                statement: Statement,
            ) -> sqlx::Result<ExecResult> {
                let (sql, values) = parts(statement);
                let began = Instant::now();
                let query = sqlx::query_with(AssertSqlSafe(sql.as_str()), values);
                let done = $limit(query.execute(connection)).await;
                tell_statement(&sql, began.elapsed());
                Ok(done?.into())
            }

            async fn execute_unprepared(
                connection: &mut Self::Connection,
                sql: &str,
            ) -> sqlx::Result<ExecResult> {
                let began = Instant::now();
                let done = $limit(connection.execute(AssertSqlSafe(sql))).await;
                tell_statement(sql, began.elapsed());
                Ok(done?.into())
            }
        }
    };
}

// A file cannot be cut off, and nothing would end the statement there.
driver!(Sqlite, identity);
driver!(Postgres, in_time);

/// Waits for an answer, but not for ever.
pub(crate) async fn in_time<T>(answer: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    match tokio::time::timeout(LONGEST, answer).await {
        Ok(answer) => answer,
        Err(_) => Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into())),
    }
}

/// Whether a connection with this failure is of no use any more.
pub(crate) fn is_mute(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut)
}

fn parts(statement: Statement) -> (String, SqlxValues) {
    (statement.sql, SqlxValues(statement.values.unwrap_or(Values(Vec::new()))))
}
