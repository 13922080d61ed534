//! Messages from the application to its users.
//!
//! `send` stores the message and its send in one transaction: accepted means committed. Those that come at the same moment share
//! it (`accepting`). `notify` does so for a category, and holds back what its user does not want now (`wishes`, and `menu` in the
//! bot). `probe` tests a connection and waits for Telegram's answer.

use crate::{
    core::Core,
    error::{Error, Result},
};

mod accepting;
mod letter;
mod menu;
mod notify;
mod probe;
mod send;
mod wishes;

use self::accepting::Accepting;
pub(crate) use self::letter::letter;
pub use self::{
    menu::Choice,
    notify::{Notice, Noticed},
    wishes::{Held, NewWishes, Wishes},
};

#[cfg(test)]
mod tests;

/// Notifications and the connection test.
#[derive(Debug)]
pub struct Notifications {
    core: Core,
    accepting: Accepting,
}

/// Whom a notification is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// The user's id in the host application.
    User(String),
    /// A Telegram username, with or without `@`, any case.
    Username(String),
}

impl Recipient {
    /// The one recipient that was named, by user id or by username.
    ///
    /// # Errors
    /// `BadInput` for none or both.
    pub fn choose(user_id: Option<String>, username: Option<String>) -> Result<Self> {
        match (user_id, username) {
            (Some(user_id), None) => Ok(Self::User(user_id)),
            (None, Some(username)) => Ok(Self::Username(username)),
            _ => Err(Error::bad_input("Give exactly one of userId and username.")),
        }
    }
}

impl Notifications {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { accepting: Accepting::new(&core), core }
    }
}
