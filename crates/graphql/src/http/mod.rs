//! GraphQL over HTTP at `/graphql`, by our own thin handler.
//!
//! POST takes `application/json` only: a web page of a stranger can't send that without being asked (CSRF). GET runs
//! queries, never mutations, and shows GraphiQL to a browser. Bodies are up to 1 MiB and arrive in time, batches are short.
//! The form of the answer is agreed by `Accept`; subscriptions are streamed as events ([`sse`]) or over a WebSocket ([`ws`]). Whoever calls is authenticated and
//! counted before anything is read ([`authentication`]); a token that is not believed stops no introspection. Each further
//! operation of a batch or a socket is counted, too.

mod authentication;
mod deadline;
mod get;
mod graphiql;
mod media;
mod operation;
mod post;
mod reply;
mod run;
mod sse;
#[cfg(test)]
mod tests;
mod ws;

use std::sync::Arc;

use async_graphql::ServerError;
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware, routing,
};
use switchboard_services::Services;
use tokio_util::sync::CancellationToken;

use self::reply::Refusal;
use crate::{Caller, Schema};

/// The largest body of a request.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// `/graphql`, and GraphiQL's files beneath it.
/// Streams end when `stopping` is cancelled.
pub fn router(schema: Schema, services: Arc<Services>, stopping: CancellationToken) -> Router {
    endpoint(Host { schema, services: Some(Arc::clone(&services)), stopping })
        .layer(middleware::from_fn_with_state(services, authentication::authenticate))
        .merge(graphiql::files())
}

/// The endpoint without authentication: nobody is anybody.
fn endpoint(host: Host) -> Router {
    let methods = routing::post(post::post).get(get::get).fallback(method_not_allowed);
    Router::new().route("/graphql", methods).layer(DefaultBodyLimit::max(MAX_BODY_BYTES)).with_state(host)
}

/// What requests are answered with.
#[derive(Clone)]
struct Host {
    schema: Schema,
    services: Option<Arc<Services>>,
    stopping: CancellationToken,
}

impl Host {
    /// Counts one more operation of a request or a socket; the error is why it is not to run.
    fn count(&self, caller: Option<&Caller>) -> Result<(), ServerError> {
        match (caller, &self.services) {
            (Some(caller), Some(services)) => Ok(caller.count(services)?),
            _ => Ok(()),
        }
    }
}

impl FromRef<Host> for Schema {
    fn from_ref(host: &Host) -> Self {
        host.schema.clone()
    }
}

async fn method_not_allowed() -> Refusal {
    Refusal::method("GraphQL is served by POST and GET.", "GET, POST")
}
