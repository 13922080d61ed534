//! What can be chosen when the emulator starts: the address, the limits, the sizes of the logs, the seed.
//!
//! Read once by [`crate::Emulator::start`]; the limits can be exchanged while it runs.

use std::net::{Ipv4Addr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::clock::Clock;

/// How an emulator is started. `Options::default()` listens on a free loopback port with Telegram's limits on.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen. Port 0 takes a free one.
    pub addr: SocketAddr,
    /// Telegram's rate limits; [`Limits::off`] for tests that are not about them.
    pub limits: Limits,
    /// How many API calls the log keeps; older ones are forgotten.
    pub log_calls: usize,
    /// How many messages a chat keeps; older ones are forgotten.
    pub chat_messages: usize,
    /// Makes ids and tokens repeatable. Without it they differ on each run.
    pub seed: Option<u64>,
    /// Accept only webhooks that Telegram would: https, on the ports 443, 80, 88 and 8443.
    pub strict_webhooks: bool,
    /// The time; share one with the code under test to move both at once.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            limits: Limits::telegram(),
            log_calls: 10_000,
            chat_messages: 10_000,
            seed: None,
            strict_webhooks: false,
            clock: Clock::default(),
        }
    }
}

impl Options {
    /// Options for tests: a free loopback port and no rate limits.
    pub fn unlimited() -> Self {
        Options { limits: Limits::off(), ..Options::default() }
    }
}

/// Rates above which the emulator answers 429. `None` switches one off.
///
/// Sends, edits and new topics share the budgets (tdlib/telegram-bot-api issue 648, tdlib/td issue 2592).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// One private chat.
    pub chat: Option<Rate>,
    /// One group, over all its topics.
    pub group: Option<Rate>,
    /// All chats of one bot.
    pub bot: Option<Rate>,
    /// All chats of one bot, for messages with `allow_paid_broadcast`.
    pub paid: Option<Rate>,
    /// Tokens that one address may call for the first time (ClientManager.cpp, `send`).
    pub tokens: Option<Rate>,
    /// `setWebhook` calls of one bot (WebhookActor.cpp).
    pub webhooks: Option<Rate>,
    /// The same `getUpdates` offset again within three seconds waits three seconds, as the real server does
    /// (Client.cpp, `process_get_updates_query`).
    pub repeated_polls: bool,
}

/// `burst` calls at once, refilled so that `count` fit into `per_ms` milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Calls that fit into the window.
    pub count: u32,
    /// The window, in milliseconds.
    pub per_ms: u32,
    /// Calls that may come at once.
    pub burst: u32,
}

impl Rate {
    /// `count` calls in `per_ms` milliseconds, of which `burst` may come at once.
    pub const fn new(count: u32, per_ms: u32, burst: u32) -> Self {
        Rate { count, per_ms, burst }
    }
}

impl Limits {
    /// No limits at all.
    pub const fn off() -> Self {
        Limits {
            chat: None,
            group: None,
            bot: None,
            paid: None,
            tokens: None,
            webhooks: None,
            repeated_polls: false,
        }
    }

    /// Telegram's documented limits: a chat 1/s with a short burst, a group 20/min, a bot 30/s, 1000/s for paid broadcasts
    /// (core.telegram.org/bots/faq, "My bot is hitting limits"); 20 new tokens a minute.
    pub const fn telegram() -> Self {
        Limits {
            chat: Some(Rate::new(1, 1_000, 5)),
            group: Some(Rate::new(20, 60_000, 20)),
            bot: Some(Rate::new(30, 1_000, 30)),
            paid: Some(Rate::new(1_000, 1_000, 1_000)),
            tokens: Some(Rate::new(20, 60_000, 20)),
            webhooks: Some(Rate::new(1, 1_000, 1)),
            repeated_polls: true,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits::telegram()
    }
}
