//! How fast delivery may go and how patient it is. From the configuration.

use std::time::Duration;

use super::housekeeping::Retention;

/// At most `limit` in any `window`, of which `burst` may go at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Sends in a window; more than `burst`.
    pub limit: u32,
    /// The window.
    pub window: Duration,
    /// Sends without a pause, at least 1.
    pub burst: u32,
}

impl Limit {
    /// The pause between sends once the burst is spent: `window / (limit - burst)`, so that no window ever sees more
    /// than `limit`.
    #[must_use]
    pub fn interval(self) -> Duration {
        self.window / self.limit.saturating_sub(self.burst).max(1)
    }
}

/// Settings of delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliverySettings {
    /// A private chat: Telegram tolerates about one a second, with short bursts.
    pub private_chat: Limit,
    /// A group or channel: 20 a minute, sends, edits and new topics together.
    pub group_chat: Limit,
    /// A bot over all chats: about 30 a second. A bot's own `rate` and `burst` go before it.
    pub bot: Limit,
    /// Calls in flight over all bots.
    pub http_permits: usize,
    /// How long one call may take.
    pub call_timeout: Duration,
    /// How often a worker shows that it lives.
    pub beat_every: Duration,
    /// How long a silent worker counts as alive, by the watcher's own clock.
    pub dead_after: Duration,
    /// How often open lanes are looked for without being told.
    pub net_every: Duration,
    /// How long a shutdown waits for what is in flight.
    pub drain_timeout: Duration,
    /// How long what is over is kept.
    pub retention: Retention,
}

impl Default for DeliverySettings {
    fn default() -> Self {
        Self {
            private_chat: Limit { limit: 60, window: Duration::from_secs(60), burst: 5 },
            group_chat: Limit { limit: 20, window: Duration::from_secs(60), burst: 5 },
            bot: Limit { limit: 30, window: Duration::from_secs(1), burst: 2 },
            http_permits: 64,
            call_timeout: Duration::from_secs(30),
            beat_every: Duration::from_secs(5),
            dead_after: Duration::from_secs(30),
            net_every: Duration::from_millis(500),
            drain_timeout: Duration::from_secs(20),
            retention: Retention::default(),
        }
    }
}
