//! Who calls: asked once a request, before its body is read.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::Response,
};
use switchboard_services::Services;

use crate::Caller;

/// Puts a [`Caller`] beside the request.
pub(super) async fn authenticate(
    State(services): State<Arc<Services>>,
    mut request: Request,
    next: Next,
) -> Response {
    // What is no text is no token: an empty one is refused in the same way.
    let authorization =
        request.headers().get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let caller = Caller::new(services.accounts.authenticate(authorization).await);
    request.extensions_mut().insert(caller);
    next.run(request).await
}
