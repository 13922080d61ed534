//! The harness of the end-to-end suites: a house with a real server on a free port, a local Telegram, people with phones,
//! and a database of its own.
//!
//! A test gets a [`Plan`], changes what it needs, opens the [`House`], plays, and closes it. Closing fails on leftover
//! work, on calls that Telegram refused although the test did not announce it, and on secrets in the log. Every test runs
//! on SQLite and again on PostgreSQL ([`on_both`]). Nothing waits for a fixed time: it waits for what must happen, and gives up
//! after [`PATIENCE`].
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "in a test a panic is the way to fail"
)]

mod books;
mod caller;
mod claims;
mod cluster;
mod collector;
mod database;
pub mod documents;
mod dose;
mod gate;
mod hook;
mod house;
mod letters;
mod load;
mod logs;
mod oracle;

mod patience;
mod plan;
mod process;
mod reply;
mod scenes;
mod server;
mod site;
mod socket;

pub use self::{
    books::Books,
    caller::{Answer, Caller},
    claims::{Claims, Signer},
    cluster::Cluster,
    collector::{Collector, Exported},
    database::Database,
    dose::dose,
    gate::Gate,
    hook::Hook,
    house::House,
    letters::{another_code, code_in, stands_alone},
    load::{Ledger, Load, Word},
    logs::{MARK, leaks, statements_of},
    oracle::{Figures, audit, tell},
    patience::{PATIENCE, eventually},
    plan::{Plan, SupportChat, token},
    process::{Done, Process},
    reply::{Reply, keys, reply},
    scenes::{Linked, button, from_bot, reads},
    site::{DEAD_AFTER, Site},
    socket::{Said, Socket},
};

/// Runs each test (`async fn(Plan)`) on SQLite, as `sqlite::name`, and on PostgreSQL, as `postgres::name`.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::Plan::on($crate::Database::Sqlite)).await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::Plan::on($crate::Database::Postgres)).await;
            })+
        }
    };
}
