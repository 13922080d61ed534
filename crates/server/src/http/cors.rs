//! Browsers: pages of the configured origins may call, with a token and JSON. Nobody else's may.

use std::time::Duration;

use axum::http::{HeaderValue, Method, header};
use tower_http::cors::CorsLayer;

use super::allowance;

/// How long a browser may remember the answer to a preflight.
const REMEMBER: Duration = Duration::from_secs(3600);

/// `None` where no origin is configured: then nothing is said about origins at all, and browsers refuse.
pub(super) fn layer(origins: &[String]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    if origins.is_empty() {
        return None;
    }
    let methods = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    Some(
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods(methods)
            .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
            .expose_headers([header::RETRY_AFTER, allowance::LIMIT, allowance::REMAINING, allowance::RESET])
            .max_age(REMEMBER),
    )
}
