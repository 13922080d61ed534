//! What stands in the database, seen past the product.

use std::{fs, path::PathBuf};

use sea_orm::{DbBackend, FromQueryResult as _, JsonValue, Statement};
use serde_json::Value;
use switchboard_store::{Conn as _, Db, DbKind, OpenOptions, Transaction};

use tokio::time::{Instant, sleep};

use crate::{PATIENCE, stands_alone};

/// Between two looks at the work that is left.
const LOOK: std::time::Duration = std::time::Duration::from_millis(25);

/// A look into a house's database.
#[derive(Debug)]
pub struct Books {
    db: Db,
    files: Vec<PathBuf>,
}

impl Books {
    pub(crate) async fn open(url: &str, files: Vec<PathBuf>) -> Self {
        let db = Db::open(&OpenOptions { url: url.to_owned(), max_connections: 2 }).await;
        Self { db: db.expect("the house's database"), files }
    }

    /// Done looking.
    pub async fn close(self) {
        self.db.close().await.expect("closing");
    }

    /// The rows of a query, which must select texts and numbers only.
    pub async fn rows(&self, query: &str) -> Vec<Value> {
        let statement = Statement::from_string(self.backend(), query);
        JsonValue::find_by_statement(statement).all(self.db.reader()).await.expect(query)
    }

    /// The number that a query selects as `n`.
    pub async fn count(&self, query: &str) -> i64 {
        let statement = Statement::from_string(self.backend(), query);
        let row = self.db.reader().query_one_raw(statement).await.expect(query);
        row.expect(query).try_get("", "n").expect(query)
    }

    /// Changes what no face can change yet.
    pub async fn change(&self, statement: &str) {
        let done = self.db.writer().execute_unprepared(statement).await.expect(statement);
        assert_ne!(done.rows_affected(), 0, "{statement}");
    }

    /// Changes something in a transaction that stays open until it is committed.
    pub async fn hold(&self, statement: &str) -> Transaction {
        let tx = self.db.begin().await.expect("a transaction");
        tx.tx().execute_unprepared(statement).await.expect(statement);
        tx
    }

    /// Gives a table another name, so that everything that uses it fails.
    pub async fn rename(&self, table: &str, name: &str) {
        let statement = format!("alter table \"{table}\" rename to \"{name}\"");
        self.db.writer().execute_unprepared(&statement).await.expect(&statement);
    }

    /// What is not done: sends that wait or run, updates that wait or were set aside.
    pub async fn open_work(&self) -> Vec<Value> {
        let sends = "select op as what, state, reason from outbox where state in ('pending', 'sending')";
        let updates = "select 'update' as what, state, reason from inbox where state <> 'handled'";
        self.rows(&format!("{sends} union all {updates}")).await
    }

    /// Waits until nothing is open. Fails when nothing moves any more.
    pub async fn done(&self) {
        let (mut left, mut since) = (usize::MAX, Instant::now());
        while left > 0 {
            let open = self.open_work().await;
            if open.len() < left {
                (left, since) = (open.len(), Instant::now());
            }
            let first = &open[..open.len().min(5)];
            assert!(
                since.elapsed() < PATIENCE,
                "{} things are not done, and nothing moves: {first:#?} …",
                open.len()
            );
            sleep(LOOK).await;
        }
    }

    /// Sends that ended otherwise than sent.
    pub async fn ended_badly(&self) -> Vec<Value> {
        self.rows(
            "select op as what, state, reason from outbox where state not in ('pending', 'sending', 'sent')",
        )
        .await
    }

    /// Where these bytes stand, in whatever column: files on SQLite, tables on PostgreSQL.
    pub async fn places_of(&self, needle: &str) -> Vec<String> {
        match self.db.kind() {
            DbKind::Sqlite => {
                self.files_with(|bytes| bytes.windows(needle.len()).any(|window| window == needle.as_bytes()))
            }
            DbKind::Postgres => {
                // Bytes are shown as hexadecimal digits. The needle itself must not stand in the statement: statements are
                // logged, and the log is searched for it.
                let hex: String = needle.bytes().map(|byte| format!("{byte:02x}")).collect();
                let text = format!("convert_from(decode('{hex}', 'hex'), 'utf8')");
                let has = format!("strpos(t::text, {text}) > 0 or strpos(t::text, '{hex}') > 0");
                self.tables_with(&has).await
            }
        }
    }

    /// Where this number [stands alone](stands_alone).
    pub async fn places_of_number(&self, number: &str) -> Vec<String> {
        match self.db.kind() {
            DbKind::Sqlite => self.files_with(|bytes| stands_alone(bytes, number)),
            DbKind::Postgres => self.tables_with(&format!("t::text ~ '(^|[^0-9.]){number}([^0-9]|$)'")).await,
        }
    }

    fn files_with(&self, has: impl Fn(&[u8]) -> bool) -> Vec<String> {
        assert!(!self.files.is_empty(), "there is no file to look into");
        let has = |file: &&PathBuf| has(&fs::read(file).expect("a file of the database"));
        self.files.iter().filter(has).map(|file| file.display().to_string()).collect()
    }

    async fn tables_with(&self, condition: &str) -> Vec<String> {
        let tables = self
            .rows("select table_name::text as name from information_schema.tables where table_schema = 'public'")
            .await;
        assert!(tables.len() > 10, "there is no table to look into");
        let mut places = Vec::new();
        for table in tables {
            let name = table["name"].as_str().expect("a name");
            if self.count(&format!("select count(*) as n from \"{name}\" t where {condition}")).await > 0 {
                places.push(name.to_owned());
            }
        }
        places
    }

    fn backend(&self) -> DbBackend {
        match self.db.kind() {
            DbKind::Sqlite => DbBackend::Sqlite,
            DbKind::Postgres => DbBackend::Postgres,
        }
    }
}
