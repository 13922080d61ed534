//! Logs: one line for each event on stderr, for people or as JSON, so that stdout stays free for answers.
//!
//! Called once at the start of a command that runs for a while. What may be logged is the callers' affair: secrets are in types
//! that do not print themselves. Fails only on a filter that cannot be read, or when called twice. Where a collector of traces is
//! configured, [`traces`](crate::traces) hears of spans beside the log; otherwise nothing is there that could.

use std::io::IsTerminal as _;

use tracing::{Dispatch, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer, layer::SubscriberExt as _, registry, registry::LookupSpan, util::SubscriberInitExt as _,
};

use crate::{
    config::{
        log::{Format, Log},
        traces,
    },
    traces::Traces,
};

/// What only repeats itself, unless the filter asks for it: PostgreSQL's remarks that a table is there already.
const QUIET: &str = "sqlx::postgres::notice=warn";

/// Sends all events of this process to stderr in the configured format, and spans to the configured collector for as long as the
/// answer is kept.
///
/// # Errors
/// When the filter does not parse, the client for traces can't be made, or a subscriber is installed already.
pub fn install(log: &Log, traces: &traces::Traces) -> anyhow::Result<Traces> {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", log.filter))?;
    let traces = Traces::start(traces)?;
    dispatch(filter, log.format, &traces).try_init()?;
    Ok(traces)
}

fn dispatch(filter: EnvFilter, format: Format, traces: &Traces) -> Dispatch {
    match traces.layer() {
        Some(spans) => Dispatch::new(registry().with(lines(format).with_filter(filter)).with(spans)),
        // The filter stands before everything else: what it does not let through is over at its place in the code.
        None => Dispatch::new(registry().with(filter).with(lines(format))),
    }
}

fn lines<S>(format: Format) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let lines = tracing_subscriber::fmt::layer()
        // A line that cannot be written (the disk is full) is lost; to complain about it on stderr would be a panic.
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    match format {
        Format::Human => lines.with_ansi(std::io::stderr().is_terminal()).boxed(),
        Format::Json => lines.json().flatten_event(true).boxed(),
    }
}

#[cfg(test)]
mod tests {
    use switchboard_services::traces::TARGET;

    use super::*;
    use crate::config::{Config, Sources};

    /// Whether a span of the faces is made. One of anybody else at that level never is.
    fn is_made(variables: &[(&str, &str)]) -> bool {
        let config = Config::load(&Sources::of_variables(variables.iter().copied())).unwrap();
        let filter = EnvFilter::try_new(&config.log.filter).unwrap();
        let traces = Traces::start(&config.traces).unwrap();
        let dispatch = dispatch(filter, config.log.format, &traces);
        tracing::dispatcher::with_default(&dispatch, || {
            let other = tracing::trace_span!("a span of a library");
            assert!(other.is_disabled(), "nothing else becomes more talkative");
            !tracing::trace_span!(target: TARGET, "a span of ours").is_disabled()
        })
    }

    #[test]
    fn spans_are_made_only_for_a_collector_whatever_is_logged() {
        let collector = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9");
        for filter in ["info", "debug", "warn,switchboard=debug"] {
            assert!(!is_made(&[("LOG_FILTER", filter)]), "{filter}");
            assert!(is_made(&[("LOG_FILTER", filter), collector]), "{filter}");
        }
    }
}
