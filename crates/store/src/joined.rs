//! Several statements said to SQLite at once, on one way to the connection's thread and back.

use std::time::Instant;

use futures::TryStreamExt as _;
use sea_orm::{
    Statement,
    sea_query::Values,
    sqlx::{
        self, AssertSqlSafe, Either, Executor as _,
        sqlite::{SqliteConnection, SqliteQueryResult, SqliteRow},
    },
};
use sea_query_sqlx::SqlxValues;

use crate::db::tell_statement;

/// What several statements came to.
#[derive(Default)]
pub(crate) struct Said {
    /// Of each, in their order.
    pub(crate) rows: Vec<Vec<SqliteRow>>,
    /// Of the last one.
    pub(crate) done: SqliteQueryResult,
}

impl Said {
    /// The rows of the last one.
    pub(crate) fn last(mut self) -> Vec<SqliteRow> {
        self.rows.pop().unwrap_or_default()
    }
}

/// Says them in their order; the first that fails ends it.
pub(crate) async fn say(connection: &mut SqliteConnection, statements: Vec<Statement>) -> sqlx::Result<Said> {
    if statements.len() > 1 && statements.iter().any(has_numbered_parameters) {
        let mut all = Said::default();
        for statement in statements {
            let said = Box::pin(say(connection, vec![statement])).await?;
            all.rows.extend(said.rows);
            all.done = said.done;
        }
        return Ok(all);
    }
    let texts: Vec<&str> = statements.iter().map(|statement| statement.sql.as_str()).collect();
    let sql = texts.join("; ");
    let values =
        statements.iter().filter_map(|statement| statement.values.clone()).flat_map(|values| values.0);
    let values = SqlxValues(Values(values.collect()));
    let began = Instant::now();
    let mut said = Said::default();
    let mut rows = Vec::new();
    {
        let mut answers = connection.fetch_many(sqlx::query_with(AssertSqlSafe(sql.as_str()), values));
        while let Some(answer) = answers.try_next().await? {
            match answer {
                Either::Left(done) => {
                    said.done = done;
                    said.rows.push(std::mem::take(&mut rows));
                }
                Either::Right(row) => rows.push(row),
            }
        }
    }
    let took = began.elapsed();
    texts.into_iter().filter(|text| !is_frame(text)).for_each(|text| tell_statement(text, took));
    Ok(said)
}

/// Whether its parameters are numbered, which sqlx counts from the first of all statements.
fn has_numbered_parameters(statement: &Statement) -> bool {
    let bytes = statement.sql.as_bytes();
    bytes.windows(2).any(|pair| matches!(pair, [b'?' | b'$', b'0'..=b'9']))
}

/// Whether it only says where a transaction begins and ends.
fn is_frame(sql: &str) -> bool {
    let verb = sql.split(' ').next().unwrap_or_default();
    ["BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT"].contains(&verb)
}
