//! Opening the database. The one file that knows which database it is.
//!
//! SQLite: WAL, `synchronous = FULL` (accepted means on the disk), one writer connection and several readers; callers
//! share commits (`group_commit`).
//! PostgreSQL: a pool that reads and one for everything else, READ COMMITTED, an acquire timeout, an idle-in-transaction timeout.

use std::{sync::Arc, time::Duration};

use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, EntityTrait, QueryTrait, TransactionTrait, TryGetable,
    UpdateMany, sqlx::Connection as _,
};

use crate::{
    DbError,
    connections::Connections,
    driver::in_time,
    group_commit::{Door, Transaction},
    transaction::Tx,
};

/// Milliseconds after which PostgreSQL ends a transaction in which nothing happens. Ours take milliseconds; one of a server that
/// stands still (suspended, cut off) holds its bot's row, and nobody can take the bot over until it is gone.
const IDLE_IN_TRANSACTION: &str = "5000";

/// Statements that a connection keeps prepared: more than there are in use at a time. With sqlx's hundred they drive one another out.
const STATEMENTS: usize = 300;
/// The same of SQLite's writer, where a text may be several statements that go together.
const STATEMENTS_TOGETHER: usize = 800;

/// After this SQLite's idle readers are closed: each keeps pages and statements, five megabytes of them. Opening one takes a millisecond.
const READERS_IDLE: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 10 });

/// Which database is behind a [`Db`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DbKind {
    /// A file, one server.
    Sqlite,
    /// A server, any number of ours.
    Postgres,
}

/// How to open a database.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// `sqlite://path` or `postgres://…`. May hold a password: never logged.
    pub url: String,
    /// Connections for reading (SQLite) or for everything (PostgreSQL, where a quarter of them read), but three at least.
    pub max_connections: u32,
}

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    readers: Connections,
    writer: Connections,
    /// Only SQLite has one.
    door: Option<Arc<Door>>,
    kind: DbKind,
}

impl Db {
    /// Opens the database without touching its schema.
    ///
    /// # Errors
    /// When the URL is of neither kind, or the database cannot be reached within 5 s.
    pub async fn open(options: &OpenOptions) -> Result<Self, DbError> {
        match kind_of(&options.url) {
            Some(DbKind::Sqlite) => {
                let writer =
                    Connections::of(Database::connect(sqlite_options(&options.url, 1, true)).await?, 1);
                let most = options.max_connections.max(1);
                let readers = Database::connect(sqlite_options(&options.url, most, false)).await?;
                let readers = Connections::of(readers, most);
                Ok(Self { readers, door: Some(Door::new(writer.clone())), writer, kind: DbKind::Sqlite })
            }
            Some(DbKind::Postgres) => {
                let readers = (options.max_connections / 4).max(1);
                // Migrations take two.
                let writers = options.max_connections.saturating_sub(readers).max(2);
                let pool = Database::connect(postgres_options(&options.url, writers, "auto")).await?;
                // One hears signals: whoever waited for it at the pool would not see what goes back to the shelf.
                let writer = Connections::of(pool, writers - 1);
                let plans = "force_generic_plan";
                let pool = Database::connect(postgres_options(&options.url, readers, plans)).await?;
                let readers = Connections::with_lasting_plans(pool, readers);
                Ok(Self { readers, writer, door: None, kind: DbKind::Postgres })
            }
            None => Err(DbError::Custom("DATABASE_URL must begin with sqlite:// or postgres://".to_owned())),
        }
    }

    /// Brings the schema up to date. Servers that start together wait for one another.
    ///
    /// # Errors
    /// When a migration fails; the failed step leaves nothing behind.
    pub async fn migrate(&self) -> Result<(), DbError> {
        match self.kind {
            DbKind::Sqlite => Migrator::up(self.writer.pool(), None).await,
            DbKind::Postgres => {
                let guard = self.writer.pool().begin().await?;
                // It waits, idle, for as long as the migrations take.
                guard.execute_unprepared("set local idle_in_transaction_session_timeout = 0").await?;
                guard.execute_unprepared("select pg_advisory_xact_lock(7305801)").await?;
                Migrator::up(self.writer.pool(), None).await?;
                guard.commit().await
            }
        }
    }

    /// How many migrations have not been applied yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn pending_migrations(&self) -> Result<usize, DbError> {
        Ok(Migrator::get_pending_migrations(&self.readers).await?.len())
    }

    /// What reads go to. On SQLite it sees what is committed.
    #[must_use]
    pub fn reader(&self) -> &Connections {
        &self.readers
    }

    /// What a write of a single statement goes to; on SQLite it waits for the transaction in hand.
    #[must_use]
    pub fn writer(&self) -> &Connections {
        &self.writer
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn begin(&self) -> Result<Transaction, DbError> {
        match &self.door {
            Some(door) => door.enter().await,
            None => Ok(Transaction::alone(Tx::begin(&self.writer).await?)),
        }
    }

    /// Which database this is.
    #[must_use]
    pub fn kind(&self) -> DbKind {
        self.kind
    }

    /// Waits for running statements and closes all connections.
    ///
    /// # Errors
    /// When a connection does not close cleanly.
    pub async fn close(self) -> Result<(), DbError> {
        self.readers.close().await?;
        self.writer.close().await
    }
}

/// Runs an update and returns the ids of the rows that it changed, and nothing else of them.
pub(crate) async fn changed_ids<E: EntityTrait, C: ConnectionTrait, I: TryGetable>(
    conn: &C,
    update: UpdateMany<E>,
    id: E::Column,
) -> Result<Vec<I>, DbError> {
    let mut statement = update.into_query();
    statement.returning_col(id);
    let rows = conn.query_all(&statement).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Which database a URL names.
#[must_use]
pub fn kind_of(url: &str) -> Option<DbKind> {
    if url.starts_with("sqlite:") {
        Some(DbKind::Sqlite)
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Some(DbKind::Postgres)
    } else {
        None
    }
}

/// Each statement, without its values, goes to the log under `switchboard_store::sql` at the most talkative level.
pub(crate) fn tell_statement(sql: &str, took: Duration) {
    tracing::trace!(target: "switchboard_store::sql", sql, ?took);
}

fn sqlite_options(url: &str, connections: u32, writes: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .idle_timeout((!writes).then_some(READERS_IDLE))
        .max_lifetime(None)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = match writes {
                // It is written into the file each time: a reader that opens would wait for the transaction in hand.
                true => sqlite.create_if_missing(true).pragma("auto_vacuum", "INCREMENTAL"),
                false => sqlite,
            };
            sqlite
                .statement_cache_capacity(if writes { STATEMENTS_TOGETHER } else { STATEMENTS })
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("busy_timeout", "5000")
                .pragma("foreign_keys", "ON")
        });
    options
}

/// `plans`: a value of PostgreSQL's `plan_cache_mode`.
fn postgres_options(url: &str, connections: u32, plans: &'static str) -> ConnectOptions {
    let mut pool = ConnectOptions::new(url);
    pool.max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire_if_idle_for(Duration::from_secs(10))
        .sqlx_logging(false)
        .map_sqlx_postgres_pool_opts(|pool| {
            // The pool asks each one that is given back whether it lives, and would wait for ever.
            pool.after_release(|connection, _| {
                Box::pin(async { in_time(connection.ping()).await.map(|()| true) })
            })
        })
        .map_sqlx_postgres_opts(move |postgres| {
            postgres.application_name("switchboard").statement_cache_capacity(STATEMENTS).options([
                ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION),
                ("plan_cache_mode", plans),
                // A plan for unknown parameters looks dear, and would be compiled for longer than it runs.
                ("jit", "off"),
            ])
        });
    pool
}
