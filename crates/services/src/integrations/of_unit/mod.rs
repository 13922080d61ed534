//! Integrations by unit: any number of bots in each. The default unit's default integration is one of them, so what is
//! changed here shows there.

mod connect;
mod delete;
mod read;
mod replace;

pub use self::{connect::NewUnitIntegration, replace::UnitIntegrationChange};

use super::validate;
use crate::{
    error::{Error, Result},
    people::ChatScope,
};

/// Missing, or another tenant's: the two can't be told apart.
fn unknown() -> Error {
    Error::not_found("There is no such integration.")
}

/// `private`, `group` (also `groups`) or `both`.
fn scope(name: &str) -> Result<ChatScope> {
    match name {
        "private" => Ok(ChatScope::Private),
        "group" | "groups" => Ok(ChatScope::Group),
        "both" => Ok(ChatScope::Both),
        _ => Err(Error::bad_input("scope must be private, group or both.")),
    }
}

fn title(title: Option<&String>) -> Result<Option<String>> {
    title.map(|title| validate::title(title)).transpose()
}
