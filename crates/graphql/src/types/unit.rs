//! The parts of a tenant.

use async_graphql::{ID, Object};
use switchboard_services::units;

use super::DateTime;

pub(crate) struct Unit(pub(crate) units::Unit);

/// A part of the tenant.
#[Object]
impl Unit {
    /// Its id.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What people call it.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Whether it is the one that came with the tenant.
    async fn is_default(&self) -> bool {
        self.0.is_default
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}
