//! What is asked of a connection, on either database, and handed out as SeaORM's rows.

use std::time::Instant;

use sea_orm::{
    ExecResult, QueryResult, Statement,
    sea_query::Values,
    sqlx::{self, AssertSqlSafe, Database, Executor as _, Postgres, Sqlite},
};
use sea_query_sqlx::SqlxValues;

use crate::db::tell_statement;

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
    ($database:ty) => {
        impl Driver for $database {
            async fn query(
                connection: &mut Self::Connection,
                statement: Statement,
            ) -> sqlx::Result<Vec<QueryResult>> {
                let (sql, values) = parts(statement);
                let began = Instant::now();
                let query = sqlx::query_with(AssertSqlSafe(sql.as_str()), values);
                let rows = query.fetch_all(connection).await;
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
                let done = query.execute(connection).await;
                tell_statement(&sql, began.elapsed());
                Ok(done?.into())
            }

            async fn execute_unprepared(
                connection: &mut Self::Connection,
                sql: &str,
            ) -> sqlx::Result<ExecResult> {
                let began = Instant::now();
                let done = connection.execute(AssertSqlSafe(sql)).await;
                tell_statement(sql, began.elapsed());
                Ok(done?.into())
            }
        }
    };
}

driver!(Sqlite);
driver!(Postgres);

fn parts(statement: Statement) -> (String, SqlxValues) {
    (statement.sql, SqlxValues(statement.values.unwrap_or(Values(Vec::new()))))
}
