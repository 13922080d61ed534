//! `[delivery]`: how fast we send, how long an owner may be silent, and what happens to a message whose fate is unknown.
//!
//! Telegram's limits are about one message a second for a private chat, 20 a minute for a group and 30 a second for a bot; a 429 always
//! wins over what stands here.

use serde::Deserialize;

use super::Problems;

/// Limits and policy.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// What to do with a message that may have arrived.
    pub policy: Policy,
    /// A worker shows that it lives each so many seconds.
    pub beat_seconds: u64,
    /// A worker without a beat for so many seconds is taken for dead.
    pub dead_after_seconds: u64,
    /// Calls to Telegram in flight at the same time, over all bots.
    pub http_permits: usize,
    /// Messages to one private chat in `private_window_seconds`.
    pub private_limit: u32,
    /// Length of that window, in seconds.
    pub private_window_seconds: u64,
    /// So many of them may go at once.
    pub private_burst: u32,
    /// Messages to one group in `group_window_seconds`.
    pub group_limit: u32,
    /// Length of that window, in seconds.
    pub group_window_seconds: u64,
    /// So many of them may go at once.
    pub group_burst: u32,
    /// Messages a second for one bot, over all chats.
    pub bot_rate: u32,
    /// So many of them may go at once.
    pub bot_burst: u32,
}

/// For a message whose answer was lost on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// Send again, and mark it as perhaps doubled.
    Resend,
    /// Leave it, show it as uncertain, and let a person decide.
    Park,
}

impl Delivery {
    pub(super) fn validate(&self, problems: &mut Problems) {
        problems.check(self.beat_seconds >= 1, "delivery.beat_seconds", "give at least 1 second");
        problems.check(
            self.dead_after_seconds >= self.beat_seconds.saturating_mul(3),
            "delivery.dead_after_seconds",
            "give at least three times delivery.beat_seconds, or a slow worker is taken for a dead one",
        );
        problems.check(
            (1..=1000).contains(&self.http_permits),
            "delivery.http_permits",
            "give a number from 1 to 1000",
        );
        let chats = [
            ("private", self.private_limit, self.private_window_seconds, self.private_burst),
            ("group", self.group_limit, self.group_window_seconds, self.group_burst),
        ];
        for (kind, limit, window, burst) in chats {
            problems.check(window >= 1, &format!("delivery.{kind}_window_seconds"), "give at least 1 second");
            // The pace between messages is window / (limit - burst).
            problems.check(
                burst >= 1 && burst < limit,
                &format!("delivery.{kind}_burst"),
                format!("give at least 1 and less than delivery.{kind}_limit"),
            );
        }
        problems.check(self.bot_rate >= 2, "delivery.bot_rate", "give at least 2");
        problems.check(
            self.bot_burst >= 1 && self.bot_burst < self.bot_rate,
            "delivery.bot_burst",
            "give at least 1 and less than delivery.bot_rate",
        );
    }
}
