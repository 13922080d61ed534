//! What is kept, and the only place that knows how. Services ask here; nothing above services sees this crate.
//!
//! [`Db`] opens the database (SQLite or PostgreSQL) and hands out readers and transactions. Each table has an entity in
//! [`entities`] and, beside it, a module of queries named after the aggregate. Queries about a tenant's things take the
//! [`TenantId`] as an argument and filter by it: a foreign id answers exactly as a missing one.

pub mod addressees;
pub mod amendments;
mod among;
pub mod api_keys;
pub mod attempts;
pub mod audit;
mod batch;
pub mod bots;
pub mod broadcasts;
pub mod channel_dispatches;
pub mod channel_sends;
pub mod channels;
pub mod chat_migration;
pub mod chats;
pub mod codes;
#[cfg(test)]
mod concurrency;
mod connections;
pub mod contacts;
pub mod conversations;
pub mod db;
pub mod deliveries;
pub mod dispatch;
mod driver;
pub mod entities;
pub mod erasures;
pub mod events;
pub mod failures;
mod group_commit;
pub mod histories;
pub mod holders;
pub mod housekeeping;
pub mod idempotency;
pub mod ids;
pub mod in_hand;
pub mod inbox;
pub mod integrations;
mod joined;
mod later;
pub mod leads;
pub mod link_tokens;
pub mod links;
pub mod lock;
pub mod message_map;
pub mod messages;
pub mod outbox;
pub mod outcomes;
mod owned_range;
pub mod ownership;
pub mod pages;
pub mod preferences;
pub mod replays;
#[cfg(test)]
mod scene;
pub mod sealed;
pub mod settlement;
mod shelf;
pub mod signals;
pub mod support_requests;
pub mod tenants;
mod transaction;
pub mod units;
pub mod users;

pub use connections::Connections;
pub use db::{Db, DbKind, OpenOptions};
pub use failures::DbError;
pub use group_commit::Transaction;
pub use ids::*;
pub use later::Later;
/// What a query runs on: a reader ([`Db::reader`]) or a transaction ([`Tx`]).
pub use sea_orm::ConnectionTrait as Conn;
pub use transaction::Tx;
