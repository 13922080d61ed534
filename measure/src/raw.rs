//! A bare connection: prepared statements through sqlx, nothing else. What the floors run on.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use sqlx::{
    AssertSqlSafe, Connection as _, Row as _,
    postgres::PgConnection,
    sqlite::{SqliteConnectOptions, SqliteConnection},
};
use switchboard_store::DbKind;
use uuid::Uuid;

/// A value of a parameter.
#[derive(Clone, Debug)]
pub enum Value {
    /// Any integer.
    Int(i64),
    /// A text.
    Text(String),
    /// A truth.
    Flag(bool),
    /// A UUID.
    Id(Uuid),
    /// A time.
    Time(DateTime<Utc>),
    /// Nothing, in a column of that shape.
    Null(Shape),
}

/// What could stand where nothing does.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// An integer.
    Int,
    /// A text.
    Text,
    /// A UUID.
    Id,
    /// A time.
    Time,
}

/// One connection.
#[derive(Debug)]
pub enum Raw {
    /// To a file, with the same care for durability as the store's.
    Sqlite(SqliteConnection),
    /// To a server.
    Postgres(PgConnection),
}

macro_rules! rows {
    ($connection:expr, $sql:expr, $values:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $values {
            query = match value {
                Value::Int(value) => query.bind(*value),
                Value::Text(value) => query.bind(value.clone()),
                Value::Flag(value) => query.bind(*value),
                Value::Id(value) => query.bind(*value),
                Value::Time(value) => query.bind(*value),
                Value::Null(Shape::Int) => query.bind(Option::<i64>::None),
                Value::Null(Shape::Text) => query.bind(Option::<String>::None),
                Value::Null(Shape::Id) => query.bind(Option::<Uuid>::None),
                Value::Null(Shape::Time) => query.bind(Option::<DateTime<Utc>>::None),
            };
        }
        let rows = query.fetch_all($connection).await?;
        rows.iter().map(|row| row.try_get::<i64, _>("id").ok()).collect()
    }};
}

impl Raw {
    /// Opens one.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let kind = switchboard_store::db::kind_of(url).context("neither SQLite nor PostgreSQL")?;
        Ok(match kind {
            DbKind::Sqlite => {
                let options: SqliteConnectOptions = url.parse()?;
                let options = options
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("busy_timeout", "5000")
                    .pragma("foreign_keys", "ON");
                Self::Sqlite(SqliteConnection::connect_with(&options).await?)
            }
            DbKind::Postgres => Self::Postgres(PgConnection::connect(url).await?),
        })
    }

    /// Which database it is.
    #[must_use]
    pub fn kind(&self) -> DbKind {
        match self {
            Self::Sqlite(_) => DbKind::Sqlite,
            Self::Postgres(_) => DbKind::Postgres,
        }
    }

    /// Runs a prepared statement; the rows' ids, where they have a numeric one.
    ///
    /// # Errors
    /// When the database refuses it.
    pub async fn run(&mut self, sql: &'static str, values: &[Value]) -> sqlx::Result<Vec<Option<i64>>> {
        Ok(match self {
            Self::Sqlite(connection) => rows!(connection, sql, values),
            Self::Postgres(connection) => rows!(connection, sql, values),
        })
    }

    /// Runs a statement that is not worth preparing.
    ///
    /// # Errors
    /// When the database refuses it.
    pub async fn plain(&mut self, sql: &str) -> sqlx::Result<u64> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match self {
            Self::Sqlite(connection) => sqlx::raw_sql(sql).execute(connection).await?.rows_affected(),
            Self::Postgres(connection) => sqlx::raw_sql(sql).execute(connection).await?.rows_affected(),
        })
    }

    /// Whole numbers from a query of one column.
    ///
    /// # Errors
    /// When the database refuses it.
    pub async fn numbers(&mut self, sql: &str) -> sqlx::Result<Vec<i64>> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
            Self::Postgres(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
        }
    }

    /// Texts from a query of one column.
    ///
    /// # Errors
    /// When the database refuses it.
    pub async fn texts(&mut self, sql: &str) -> sqlx::Result<Vec<String>> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
            Self::Postgres(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
        }
    }

    /// UUIDs from a query of one column.
    ///
    /// # Errors
    /// When the database refuses it.
    pub async fn ids(&mut self, sql: &str) -> sqlx::Result<Vec<Uuid>> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
            Self::Postgres(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
        }
    }

    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// When the database refuses it.
    pub async fn begin(&mut self) -> sqlx::Result<()> {
        let sql = if self.kind() == DbKind::Sqlite { "begin immediate" } else { "begin" };
        self.plain(sql).await.map(drop)
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// When the database refuses it.
    pub async fn commit(&mut self) -> sqlx::Result<()> {
        self.plain("commit").await.map(drop)
    }
}
