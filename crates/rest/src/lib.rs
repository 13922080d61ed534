//! The REST face at `/api/v1/telegram`: site owners' calls, and the address where Telegram delivers updates.
//!
//! A handler unwraps, calls one method of the services with the actor first ([`caller`]), and wraps. Nothing is stored
//! here. Whatever fails, also what never reached a handler, leaves as `application/problem+json` ([`problem`]).

mod caller;
mod integration;
mod json_body;
mod problem;
mod webhook;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    http::Method,
    middleware,
};
use switchboard_services::{Services, delivery::Inbox};

pub use crate::problem::Problem;

/// Where everything of this face lives.
const PREFIX: &str = "/api/v1/telegram";

/// The largest body of a request.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// What handlers call.
#[derive(Clone, FromRef)]
struct Features {
    services: Arc<Services>,
    inbox: Inbox,
}

/// Everything under `/api/v1/telegram`, with that prefix. Updates that come by webhook are stored in `inbox`.
pub fn router(services: Arc<Services>, inbox: Inbox) -> Router {
    let operations = Router::new().merge(integration::routes()).merge(webhook::routes());
    under_prefix(operations).with_state(Features { services, inbox })
}

/// Puts operations under the prefix, with its limits and its way to tell what went wrong.
fn under_prefix<S: Clone + Send + Sync + 'static>(operations: Router<S>) -> Router<S> {
    let operations = operations
        .fallback(|| async { Problem::not_found("There is nothing at this address.") })
        .method_not_allowed_fallback(|method: Method| async move {
            Problem::method_not_allowed(format!("This address does not take {method}."))
        })
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES));
    Router::new().nest(PREFIX, operations).layer(middleware::from_fn(problem::render))
}

#[cfg(test)]
mod tests;
