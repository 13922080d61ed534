//! How often somebody may call: an API key, a user, or, for those who are nobody, a client's address.
//!
//! Every face counts a call when it has learned who calls, before anything else is done, and each operation of a GraphQL
//! batch and of a WebSocket; the webhook, which is Telegram's, is not counted. Who calls too often is refused with
//! [`Error::RateLimited`](crate::Error::RateLimited), which says when again, and every answer tells what is left
//! ([`Allowance`]). A limit of N in a window lets N calls through at once and gives one back each window / N, so nobody
//! waits for a window to end.
//!
//! The counts live in the memory of the process, and nothing is stored. With several servers each has its own, so a caller
//! whose calls are spread over all of them gets as many times the limit as there are servers. That is accepted: these
//! limits are a fuse that keeps one caller from using a server up, and each server keeps its own fuse. What must hold exactly
//! over all servers is counted in the database where its rule is (tries at codes in `linking`), and what Telegram takes
//! is paced by the one owner of a bot (`delivery`). A shared count would cost a write for every call, also for a read.
//!
//! Memory: a cell that is full again is forgotten. A call keeps a cell for window / N at most, so what stays is what
//! came in that time, however many callers there are.

mod cells;
mod settings;
mod subject;
#[cfg(test)]
mod tests;

use governor::clock::MonotonicClock;
use switchboard_store::{ApiKeyId, UserId};

pub use cells::{Allowance, Taken};
pub use settings::RateLimitSettings;

use crate::actor::{Actor, Origin};
use cells::Cells;
use subject::{Network, Subject};

/// The cells of this process.
#[derive(Debug)]
pub struct RateLimits {
    keys: Option<Cells<ApiKeyId, MonotonicClock>>,
    users: Option<Cells<UserId, MonotonicClock>>,
    networks: Option<Cells<Network, MonotonicClock>>,
}

impl RateLimits {
    /// Nobody has called yet.
    #[must_use]
    pub fn new(settings: RateLimitSettings) -> Self {
        Self {
            keys: Cells::new(settings.api_key, settings.window, MonotonicClock),
            users: Cells::new(settings.user, settings.window, MonotonicClock),
            networks: Cells::new(settings.anonymous, settings.window, MonotonicClock),
        }
    }

    /// Counts one call of the actor, or of nobody from there. `None`: no limit is set for such callers.
    pub fn take(&self, actor: Option<&Actor>, origin: Origin) -> Option<Taken> {
        match Subject::of(actor, origin) {
            Subject::Operator => None,
            Subject::Key(key) => Some(self.keys.as_ref()?.take(&key)),
            Subject::User(user) => Some(self.users.as_ref()?.take(&user)),
            Subject::Network(network) => Some(self.networks.as_ref()?.take(&network)),
        }
    }
}
