//! Alert channels: chats in which the application tells what happens. One belongs to the tenant or to one of its users, and
//! speaks with the tenant's bot or with the bot of a token of its own.
//!
//! `create`, `change`, `delete` and `read` keep them; `draft` says what one may hold, `schedule` when it wants anything. `trial`
//! is "Save and Test". `dispatch` decides for each channel (`wants`, `voice`), renders the alert (`alert`, `letter`) and accepts
//! the sends in one transaction, with a record of what became of it where (`record`); `trouble` names what went wrong and what to
//! do. Whoever has the scope `channels` manages all channels of the tenant, others their own; a user's channel with the tenant's bot
//! reaches only the user's own chats (`own_chats`): nobody writes to others in the tenant's name.

mod alert;
mod change;
mod chats;
mod create;
mod delete;
mod dispatch;
mod draft;
mod letter;
mod own_chats;
mod reach;
mod read;
mod record;
mod schedule;
mod targets;
mod token;
mod trial;
mod trouble;
mod view;
mod voice;
mod wants;

pub use chrono::Weekday;
pub use switchboard_store::{
    entities::channel_dispatch::DispatchType,
    pages::{Slice, Span},
};

pub use self::{
    alert::{Alert, Audience, Callback, Subject, Tag, Target},
    change::ChannelChange,
    create::NewChannel,
    read::ChannelPage,
    record::{Dispatch, DispatchResult, ResultPage, ResultState},
    schedule::{NewSchedule, Schedule},
    trial::Trial,
    trouble::Trouble,
    view::Channel,
};
pub use crate::integrations::Field;

use crate::{core::Core, error::Error};

/// Alert channels.
#[derive(Debug)]
pub struct Channels {
    core: Core,
}

impl Channels {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { core }
    }
}

/// Missing, another tenant's or another user's: they can't be told apart.
fn unknown() -> Error {
    Error::not_found("There is no such channel.")
}
