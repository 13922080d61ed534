//! What an operator sees of delivery and may do to it: the sends with their tries, send again, take back, and the alerts
//! that want a person. Needs the scope `deliveries`.

mod alerts;
mod change;
mod read;

pub use alerts::Alert;
pub use read::Delivered;
pub use switchboard_store::{
    entities::{
        attempt::Model as Attempt,
        outbox::{Model as Send, OutboxState},
    },
    pages::{Slice, Span},
};

use crate::core::Core;

/// The sends of a tenant.
#[derive(Debug)]
pub struct Deliveries {
    core: Core,
}

impl Deliveries {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { core }
    }
}
