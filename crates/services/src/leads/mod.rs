//! Leads: what visitors leave in a site's form.
//!
//! `submit` stores a lead and, where the tenant's default integration is active and knows its owner's chat, accepts a
//! message to the owner in the same transaction (`letter`). Telegram's troubles never fail a lead: the message waits, or
//! ends undelivered, and the lead stays. `form` says what a lead may hold, `list` shows them to the site's owners.

use crate::core::Core;

mod form;
mod letter;
mod list;
mod submit;

pub use form::NewLead;
pub use list::LeadPage;
/// The stored record, and parts of the list.
pub use switchboard_store::{
    entities::lead::{LeadNotice, Model as Lead},
    pages::{Slice, Span},
};

#[cfg(test)]
mod tests;

/// Intake and list of leads.
#[derive(Debug)]
pub struct Leads {
    core: Core,
}

impl Leads {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { core }
    }
}
