//! Tells callers how much they may still call, on every answer of a face that counts its calls: `RateLimit-Limit`,
//! `RateLimit-Remaining` and `RateLimit-Reset`.
//!
//! These three are what clients and gateways read today (the IETF draft up to its version 7). Later versions of the draft
//! put the same into one structured field that hardly anybody reads yet; `Retry-After`, which every client knows, is
//! written by the faces on refusals.

use axum::{
    http::{HeaderName, HeaderValue},
    response::Response,
};
use switchboard_services::{rate_limits::Allowance, seconds_to_wait};

/// Calls that may come at once after a rest.
pub(super) const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
/// Calls that may come at once now.
pub(super) const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
/// Whole seconds until all of it is there again.
pub(super) const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Writes what a face has put beside its answer.
pub(super) async fn tell(mut response: Response) -> Response {
    let Some(Allowance { limit, remaining, full_in }) = response.extensions_mut().remove() else {
        return response;
    };
    let headers = response.headers_mut();
    headers.insert(LIMIT, limit.into());
    headers.insert(REMAINING, remaining.into());
    headers.insert(RESET, HeaderValue::from(seconds_to_wait(full_in)));
    response
}
