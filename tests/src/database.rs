//! One fresh database for each house, gone when the house is.
//!
//! SQLite: a file in a folder of its own. PostgreSQL: a new database on the server that `SWITCHBOARD_TEST_POSTGRES` names; without it
//! the test fails, it is never skipped.

use std::{path::PathBuf, thread};

use rand::Rng as _;
use switchboard_store::{Conn as _, Db, OpenOptions};
use tempfile::TempDir;

const VARIABLE: &str = "SWITCHBOARD_TEST_POSTGRES";

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A database that nobody used before. Dropping it removes it.
#[derive(Debug)]
pub(crate) enum Fresh {
    Sqlite(TempDir),
    Postgres { server: String, name: String },
}

impl Database {
    pub(crate) async fn fresh(self, on: Option<String>) -> Fresh {
        match self {
            Self::Sqlite => Fresh::Sqlite(tempfile::tempdir().expect("a temporary folder")),
            Self::Postgres => {
                let server = on.unwrap_or_else(server);
                let name = format!("switchboard_{:016x}", rand::rng().random::<u64>());
                on_server(&server, &format!("create database {name}")).await;
                Fresh::Postgres { server, name }
            }
        }
    }
}

impl Fresh {
    /// What `DATABASE_URL` says.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite://{}", folder.path().join("switchboard.db").display()),
            Self::Postgres { server, name } => {
                let (before, _) = server.rsplit_once('/').expect("an address with a database");
                format!("{before}/{name}")
            }
        }
    }

    /// The files, where it has any.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let Self::Sqlite(folder) = self else { return Vec::new() };
        let entries = std::fs::read_dir(folder.path()).expect("the database's folder");
        entries.map(|entry| entry.expect("a file").path()).collect()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let Self::Postgres { server, name } = self else { return };
        let (server, drop) = (server.clone(), format!("drop database if exists {name} with (force)"));
        // A runtime of its own: the test's may be ending, and it cannot be waited for from within.
        let done = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(on_server(&server, &drop));
        });
        if done.join().is_err() && !thread::panicking() {
            panic!("the test's database could not be removed");
        }
    }
}

fn server() -> String {
    #[expect(clippy::disallowed_methods, reason = "says where to test, and is no setting of the product")]
    let found = std::env::var(VARIABLE);
    found.unwrap_or_else(|_| {
        panic!(
            "{VARIABLE} is not set, so nothing can be tested on PostgreSQL. Run scripts/test, which starts one, or set it to \
             postgres://user:password@host/database of a user who may create databases."
        )
    })
}

async fn on_server(url: &str, statement: &str) {
    let db = Db::open(&OpenOptions { url: url.to_owned(), max_connections: 2 }).await.expect(VARIABLE);
    db.writer().execute_unprepared(statement).await.expect(statement);
    db.close().await.expect("closing");
}
