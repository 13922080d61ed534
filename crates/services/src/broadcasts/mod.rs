//! Broadcasts: the application's message to all linked users, or to those who speak a language. Accepted as one call;
//! expanded into sends chunk by chunk by whichever process comes first, never more than a few thousand ahead of what
//! Telegram takes, and resumed after a crash where it stopped. Needs the scope `notifications`.

mod cancel;
mod create;
mod expand;
mod progress;
#[cfg(test)]
mod tests;

pub use create::{BroadcastFilter, NewBroadcast};
pub use progress::Progress;
pub use switchboard_store::entities::broadcast::BroadcastState;

use crate::core::Core;

/// Messages to many.
#[derive(Clone, Debug)]
pub struct Broadcasts {
    core: Core,
}

impl Broadcasts {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { core }
    }
}
