//! `/metrics` in Prometheus' text format (version 0.0.4), on an address of its own: requests by method, route and class of
//! status, bots, workers, and the process.
//!
//! Counters live in the process and start at zero with it. Labels are route templates and known methods only, so that no
//! caller can grow them.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{Method, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use switchboard_store::ownership;
use tokio::time::Instant;

use super::{Watched, delivery_figures};

/// Requests since the start of the process.
#[derive(Debug)]
pub(crate) struct Requests {
    begun: Instant,
    seen: Mutex<BTreeMap<Kind, Tally>>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    route: String,
    method: &'static str,
    class: &'static str,
}

#[derive(Debug, Default)]
struct Tally {
    count: u64,
    took: Duration,
}

impl Default for Requests {
    fn default() -> Self {
        Self { begun: Instant::now(), seen: Mutex::default() }
    }
}

impl Requests {
    /// Counts one that was answered.
    pub(super) fn count(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let kind = Kind { route: route.to_owned(), method: method_name(method), class: class_of(status) };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = seen.entry(kind).or_default();
        tally.count += 1;
        tally.took += took;
    }

    fn write(&self, text: &mut String) {
        let up = self.begun.elapsed().as_secs_f64();
        gauge(text, "switchboard_uptime_seconds", "Since the start of this process.", up);
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let name = "switchboard_http_request_duration_seconds";
        let _ = writeln!(text, "# HELP {name} Requests that were answered.\n# TYPE {name} summary");
        for (Kind { route, method, class }, Tally { count, took }) in &*seen {
            let labels = format!("method=\"{method}\",route=\"{}\",status=\"{class}\"", escaped(route));
            let _ = writeln!(
                text,
                "{name}_sum{{{labels}}} {}\n{name}_count{{{labels}}} {count}",
                took.as_secs_f64()
            );
        }
    }
}

/// `/metrics`.
pub(crate) fn router(watched: Watched, requests: Arc<Requests>) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state((watched, requests))
}

async fn metrics(State((watched, requests)): State<(Watched, Arc<Requests>)>) -> Response {
    let mut text = String::new();
    let build = format!("switchboard_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(
        text,
        "# HELP switchboard_build_info Which version this is.\n# TYPE switchboard_build_info gauge\n{build}"
    );
    requests.write(&mut text);
    write_bots(&watched, &mut text).await;
    delivery_figures::write(&watched.core, &mut text).await;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// Left out when the database does not answer: a missing figure is better than a wrong one.
async fn write_bots(watched: &Watched, text: &mut String) {
    let reader = watched.core.db.reader();
    match ownership::active_bots(reader).await {
        Ok(bots) => {
            gauge(
                text,
                "switchboard_bots_active",
                "Bots that are connected, over all servers.",
                figure(bots),
            );
        }
        Err(error) => tracing::warn!(%error, "bots could not be counted"),
    }
    match ownership::live_workers(reader).await {
        Ok(live) => {
            let live = figure(u64::try_from(live.len()).unwrap_or(u64::MAX));
            gauge(
                text,
                "switchboard_workers_live",
                "Servers that share this database and show a sign of life.",
                live,
            );
        }
        Err(error) => tracing::warn!(%error, "workers could not be counted"),
    }
}

fn gauge(text: &mut String, name: &str, help: &str, value: f64) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
}

#[allow(clippy::cast_precision_loss, reason = "the format knows floats only, and nobody has 2^53 bots")]
fn figure(count: u64) -> f64 {
    count as f64
}

fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

fn escaped(label: &str) -> String {
    label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
