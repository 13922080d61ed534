//! Logs: one line for each event on stderr, for people or as JSON, so that stdout stays free for answers.
//!
//! Called once at the start of a command that runs for a while. What may be logged is the callers' affair: secrets are in types
//! that do not print themselves. Fails only on a filter that cannot be read, or when called twice.

use std::io::IsTerminal as _;

use tracing_subscriber::{EnvFilter, util::SubscriberInitExt as _};

use crate::config::log::{Format, Log};

/// What only repeats itself, unless the filter asks for it: PostgreSQL's remarks that a table is there already.
const QUIET: &str = "sqlx::postgres::notice=warn";

/// Sends all events of this process to stderr in the configured format.
///
/// # Errors
/// When the filter does not parse, or a subscriber is installed already.
pub fn install(log: &Log) -> anyhow::Result<()> {
    let logs = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(format!("{QUIET},{}", log.filter))?)
        // A line that cannot be written (the disk is full) is lost; to complain about it on stderr would be a panic.
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    match log.format {
        Format::Human => logs.with_ansi(std::io::stderr().is_terminal()).finish().try_init()?,
        Format::Json => logs.json().flatten_event(true).finish().try_init()?,
    }
    Ok(())
}
