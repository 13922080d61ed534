//! Units: the parts of a tenant. The default one comes with the tenant and stays; others are made, renamed and deleted here,
//! by the command line and by GraphQL. A unit with integrations can't be deleted.

mod create;
mod delete;
mod list;
mod rename;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use switchboard_store::{UnitId, entities::unit};

use crate::{core::Core, error::Error};

/// The parts of a tenant.
#[derive(Debug)]
pub struct Units {
    core: Core,
}

/// A part of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// What people call it.
    pub title: String,
    /// Whether it is the one that came with the tenant.
    pub is_default: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Units {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { core }
    }
}

impl From<unit::Model> for Unit {
    fn from(row: unit::Model) -> Self {
        Self { id: row.id, title: row.title, is_default: row.is_default, created_at: row.created_at }
    }
}

/// Missing, or another tenant's: the two can't be told apart.
pub(crate) fn unknown() -> Error {
    Error::not_found("There is no such unit.")
}
