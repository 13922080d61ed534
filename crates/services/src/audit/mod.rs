//! The audit log: who did which administrative act, to what, when, and from where.
//!
//! A method that does such an act calls [`record`] within its own transaction, before it accepts sends and commits: there is
//! no act without its line, and no line of an act that did not happen. What changed nothing (a key revoked twice) and what
//! was refused leaves no line. A line holds ids and a verb, so neither a secret nor the text of a message can get into it.
//! Lines are never changed; housekeeping forgets them when they are old. [`Audit`] shows them to admins.

mod act;
mod read;
mod record;
#[cfg(test)]
mod tests;

pub use act::Act;
pub use read::Audit;
pub use record::{By, record};
pub use switchboard_store::{
    audit::AuditFilter,
    entities::audit_entry::{ActorKind, Model as AuditEntry},
};
