//! The REST face: site owners' calls at `/api/v1/telegram`, the address where Telegram delivers updates, and what the face
//! says of itself ([`openapi`], `/docs`).
//!
//! A handler unwraps, calls one method of the services with the actor first ([`caller`]), and wraps; one operation a file,
//! described where it stands by `utoipa::path`. Nothing is stored here. Whatever fails, also what never reached a handler,
//! leaves as `application/problem+json` ([`problem`]).

mod account_links;
mod admission;
mod caller;
mod channels;
mod chats;
mod description;
mod docs;
mod integration;
mod json_body;
mod leads;
mod path_id;
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
use utoipa_axum::router::OpenApiRouter;

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

/// Everything under `/api/v1/telegram`, with that prefix, account linking at its own, and the documentation. Updates that come by webhook are stored in
/// `inbox`.
pub fn router(services: Arc<Services>, inbox: Inbox) -> Router {
    let (counted, _) = counted_operations().split_for_parts();
    let (webhook, _) = webhook::routes().split_for_parts();
    let door = middleware::from_fn_with_state(Arc::clone(&services), admission::admit::<Problem>);
    let webhook = webhook.method_not_allowed_fallback(wrong_method);
    under_prefix(with_refusals(counted).layer(door).merge(webhook))
        .merge(account_links::router(Arc::clone(&services)))
        .with_state(Features { services, inbox })
        .merge(docs::routes(openapi()))
}

/// The OpenAPI 3.1 description of everything that [`router`] serves, as JSON that ends with one line break.
#[must_use]
pub fn openapi() -> String {
    let (_, operations) = operations().split_for_parts();
    let api = description::complete(description::about().nest(PREFIX, operations));
    let api = account_links::describe(api);
    // Made of plain maps and texts, it always becomes JSON.
    let mut text = api.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// Every operation, each with its description.
fn operations() -> OpenApiRouter<Features> {
    counted_operations().merge(webhook::routes())
}

/// Those that are behind the door ([`admission`]).
fn counted_operations() -> OpenApiRouter<Features> {
    OpenApiRouter::default()
        .merge(integration::routes())
        .merge(chats::routes())
        .merge(channels::routes())
        .merge(leads::routes())
}

/// Adds the answers to wrong addresses and methods.
fn with_refusals<S: Clone + Send + Sync + 'static>(operations: Router<S>) -> Router<S> {
    operations
        .fallback(|| async { Problem::not_found("There is nothing at this address.") })
        .method_not_allowed_fallback(wrong_method)
}

async fn wrong_method(method: Method) -> Problem {
    Problem::method_not_allowed(format!("This address does not take {method}."))
}

/// Puts operations under the prefix, with its limits and its way to tell what went wrong.
fn under_prefix<S: Clone + Send + Sync + 'static>(operations: Router<S>) -> Router<S> {
    let operations = operations.layer(DefaultBodyLimit::max(MAX_BODY_BYTES));
    Router::new().nest(PREFIX, operations).layer(middleware::from_fn(problem::render))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the way to fail")]
mod written_description;
