//! Sees every request: counts it and logs one line, by method and route.
//!
//! The route is the template (`/webhook/{key}`), never the address itself: addresses and query strings can hold secrets.
//! Headers are not looked at.

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use tokio::time::Instant;
use tracing::Instrument as _;

use super::metrics::Requests;

/// Requests to addresses that do not exist.
const NO_ROUTE: &str = "none";

/// The outermost layer.
pub(super) async fn watch(State(requests): State<Arc<Requests>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    let span = tracing::info_span!("request", %method, route);
    let response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status(), begun.elapsed());
    requests.count(&method, route, status, took);
    let took_ms = (took.as_secs_f64() * 10_000.0).round() / 10.0;
    let _entered = span.enter();
    if status.is_server_error() {
        tracing::warn!(status = status.as_u16(), took_ms, "answered");
    } else if is_probe(route) {
        tracing::debug!(status = status.as_u16(), took_ms, "answered");
    } else {
        tracing::info!(status = status.as_u16(), took_ms, "answered");
    }
    response
}

/// Asked every few seconds by machines.
fn is_probe(route: &str) -> bool {
    matches!(route, "/healthz" | "/readyz")
}
