//! How many calls in which time. From the configuration.

use std::time::Duration;

/// Calls in a window; 0: as many as they like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimitSettings {
    /// The window.
    pub window: Duration,
    /// Of one API key.
    pub api_key: u32,
    /// Of one user, by whatever tokens.
    pub user: u32,
    /// Of one client's address without a believed token or key.
    pub anonymous: u32,
}

impl Default for RateLimitSettings {
    fn default() -> Self {
        Self { window: Duration::from_secs(60), api_key: 60_000, user: 30_000, anonymous: 6_000 }
    }
}
