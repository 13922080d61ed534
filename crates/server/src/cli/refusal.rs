//! What services refuse, told to an operator: the sentence alone, or, where the fault is ours, with its causes.

use switchboard_services::Error;

/// For commands to end with.
pub(super) fn of(error: Error) -> anyhow::Error {
    match error {
        Error::Internal { .. } => anyhow::Error::new(error),
        other => anyhow::Error::msg(other.public_text()),
    }
}
