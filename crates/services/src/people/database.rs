//! A database of one test's own, of either kind.

use switchboard_store::{Conn as _, Db, OpenOptions, next_uuid};

use super::fixture::House;
use crate::clock::{Clock as _, SystemClock};

/// Which one.
pub(crate) trait Database {
    /// A house on it, and what to do when it is not needed any more.
    async fn open() -> (House, Option<Removal>);
}

pub(crate) struct Sqlite;

pub(crate) struct Postgres;

impl Database for Sqlite {
    async fn open() -> (House, Option<Removal>) {
        (House::open().await, None)
    }
}

impl Database for Postgres {
    async fn open() -> (House, Option<Removal>) {
        #[expect(clippy::disallowed_methods, reason = "says where to test, and is no setting of the product")]
        let server = std::env::var("SWITCHBOARD_TEST_POSTGRES")
            .expect("SWITCHBOARD_TEST_POSTGRES is not set; scripts/test starts a PostgreSQL and sets it");
        let name = format!("switchboard_{}", next_uuid(SystemClock.now()).simple());
        run(&server, &format!("create database {name}")).await;
        let (before, _) = server.rsplit_once('/').expect("an address with a database");
        (House::on(format!("{before}/{name}")).await, Some(Removal { server, name }))
    }
}

/// A database to be removed.
pub(crate) struct Removal {
    server: String,
    name: String,
}

impl Removal {
    pub(crate) async fn carry_out(self) {
        run(&self.server, &format!("drop database if exists {} with (force)", self.name)).await;
    }
}

async fn run(server: &str, statement: &str) {
    let db = Db::open(&OpenOptions { url: server.to_owned(), max_connections: 1 }).await.unwrap();
    db.writer().execute_unprepared(statement).await.expect(statement);
    db.close().await.unwrap();
}
