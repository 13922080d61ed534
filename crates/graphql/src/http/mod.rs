//! GraphQL over HTTP at `/graphql`, by our own thin handler.
//!
//! POST takes `application/json` only: a web page of a stranger can't send that without being asked (CSRF). GET runs
//! queries, never mutations, and shows GraphiQL to a browser. One operation a request, bodies up to 1 MiB. Whoever
//! calls is authenticated before anything is read; a token that is not believed stops no introspection.

mod authentication;
mod get;
mod graphiql;
mod operation;
mod post;
mod reply;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing,
};
use switchboard_services::Services;

use self::reply::Refusal;
use crate::Schema;

/// The largest body of a request.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// `/graphql`, and GraphiQL's files beneath it.
pub fn router(schema: Schema, services: Arc<Services>) -> Router {
    endpoint(schema)
        .layer(middleware::from_fn_with_state(services, authentication::authenticate))
        .merge(graphiql::files())
}

/// The endpoint without authentication: nobody is anybody.
fn endpoint(schema: Schema) -> Router {
    let methods = routing::post(post::post).get(get::get).fallback(method_not_allowed);
    Router::new().route("/graphql", methods).layer(DefaultBodyLimit::max(MAX_BODY_BYTES)).with_state(schema)
}

async fn method_not_allowed() -> Response {
    let refusal = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "GraphQL is served by POST and GET.");
    let mut response = refusal.into_response();
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
    response
}
