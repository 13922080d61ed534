//! The HTTP surface: the faces side by side, health, and what surrounds every request.
//!
//! From the outside in: the request is counted and logged by its route ([`watch`]), browsers are let in by [`cors`], a panic
//! becomes a 500, a body has a limit, it is noted where the request comes from ([`origin`]), and a face answers, whose
//! caller is told what is left of its allowance ([`allowance`]). Where traces are collected, a span is around the face ([`traced`]). Metrics have an address of their own, because they show
//! figures of all tenants.

mod allowance;
mod cors;
mod delivery_figures;
mod health;
mod listening;
mod metrics;
mod origin;
mod panics;
mod traced;
mod watch;

use std::sync::Arc;

use axum::{Router, middleware};
use switchboard_services::{Services, delivery::Inbox};
use tokio_util::sync::CancellationToken;
use tower_http::{catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer};

use crate::config::server::Server;

pub(crate) use health::Watched;
pub(crate) use listening::serve;
pub(crate) use metrics::{Requests, router as metrics_router};

/// The largest body of any request, in bytes. The faces have lower limits, with errors in their own form.
const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// GraphQL and REST. Streams end when `stopping` is cancelled.
pub(crate) fn faces(
    services: &Arc<Services>,
    inbox: Inbox,
    graphql: switchboard_graphql::Settings,
    stopping: CancellationToken,
) -> Router {
    let is_traced = graphql.traced;
    let schema = switchboard_graphql::schema(Arc::clone(services), graphql);
    let faces = switchboard_graphql::router(schema, Arc::clone(services), stopping)
        .merge(switchboard_rest::router(Arc::clone(services), inbox));
    if is_traced { faces.layer(middleware::from_fn(traced::trace)) } else { faces }
}

/// Everything that is served to the outside.
pub(crate) fn router(faces: Router, server: &Server, watched: Watched, requests: Arc<Requests>) -> Router {
    let app = faces
        .merge(health::routes(watched))
        .layer(middleware::map_response(allowance::tell))
        .layer(middleware::from_fn_with_state(server.trusted_proxies, origin::note))
        .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES))
        .layer(CatchPanicLayer::custom(panics::answer));
    let app = match cors::layer(&server.cors_origins) {
        Some(cors) => app.layer(cors),
        None => app,
    };
    app.layer(middleware::from_fn_with_state(requests, watch::watch))
}

#[cfg(test)]
mod tests;
