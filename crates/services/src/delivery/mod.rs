//! Delivery: how what was accepted reaches Telegram, in order, within the limits, and with every doubt shown.
//!
//! Features call [`accept()`] at the end of their transaction. The bot's owner decides in memory what goes next, marks
//! it started, sends, and records the end. The whole protocol is explained in ARCHITECTURE.md.

pub mod accept;
mod amend;
mod bucket;
mod chat_budget;
mod courier;
mod desk;
mod ending;
mod figures;
mod housekeeping;
mod inbox;
mod lane;
mod ledger;
mod loading;
mod owner;
mod pace;
mod pauses;
pub(crate) mod payload;
mod peers;
mod queues;
mod reading;
mod repair;
mod roster;
mod running;
mod scheduler;
mod settings;
mod step;
mod storing;
mod takeover;
#[cfg(test)]
mod tests;
mod undelivered;
mod update_envelope;
mod verdict;
mod wire;
mod worker;

pub use accept::{Class, FailureNotice, Outgoing, Stream, accept, accept_all, accept_with_id};
pub use amend::amend;
pub use figures::{BUCKETS_MS, Figures, Snapshot};
pub use housekeeping::Retention;
pub use inbox::Inbox;
pub use loading::{Loading, LoadingRules};
pub use roster::OwnedBot;
pub use settings::{DeliverySettings, Limit};
pub use switchboard_store::entities::inbox::Model as StoredUpdate;
pub use worker::Delivery;
