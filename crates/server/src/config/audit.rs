//! `[audit]`: how long it is remembered who did what.

use serde::Deserialize;

use super::Problems;

/// The audit log.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// Lines are forgotten after so many days.
    pub keep_days: u32,
}

impl Audit {
    pub(super) fn validate(&self, problems: &mut Problems) {
        problems.check(
            (1..=36_500).contains(&self.keep_days),
            "audit.keep_days",
            "give a number from 1 to 36500",
        );
    }
}
