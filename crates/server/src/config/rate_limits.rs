//! `[rate_limits]`: how often somebody may call.

use serde::Deserialize;

use super::Problems;

/// Calls in a window, for each server; 0: as many as they like.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimits {
    /// Length of the window, in seconds.
    pub window_seconds: u64,
    /// Of one API key.
    pub api_key: u32,
    /// Of one user, by whatever tokens.
    pub user: u32,
    /// Of one address without a believed token or key.
    pub anonymous: u32,
}

impl RateLimits {
    pub(super) fn validate(&self, problems: &mut Problems) {
        problems.check(
            (1..=86_400).contains(&self.window_seconds),
            "rate_limits.window_seconds",
            "give a number from 1 to 86400",
        );
        for (name, limit) in [("api_key", self.api_key), ("user", self.user), ("anonymous", self.anonymous)] {
            problems.check(
                limit <= 1_000_000,
                &format!("rate_limits.{name}"),
                "give 1000000 at most, or 0 for no limit",
            );
        }
    }
}
