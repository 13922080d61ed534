//! `[log]`: how much is logged, and for whom.

use serde::Deserialize;
use tracing_subscriber::EnvFilter;

use super::Problems;

/// Logs go to stderr.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// For people or for machines.
    pub format: Format,
    /// A filter by target and level, such as `warn,switchboard=debug`.
    pub filter: String,
}

/// The shape of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For a person at a terminal.
    Human,
    /// One JSON object a line.
    Json,
}

impl Log {
    pub(super) fn validate(&self, problems: &mut Problems) {
        problems.check(
            EnvFilter::try_new(&self.filter).is_ok(),
            "log.filter",
            "this is not a filter; give a level such as info, or levels by target such as warn,switchboard=debug",
        );
    }
}
