//! Who calls, and whether they may call now: asked once a request, before its body is read.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use switchboard_services::{Origin, Services};

use super::reply::Refusal;
use crate::Caller;

/// Puts a [`Caller`] beside the request, and what is left of its allowance beside the answer, for whoever writes headers.
pub(super) async fn authenticate(
    State(services): State<Arc<Services>>,
    mut request: Request,
    next: Next,
) -> Response {
    // What is no text is no token: an empty one is refused in the same way.
    let authorization =
        request.headers().get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let origin = request.extensions().get::<Origin>().copied().unwrap_or_default();
    let admission = services.admit(authorization, origin).await;
    let mut response = match admission.refusal {
        Some(refusal) => Refusal::too_often(refusal.into()).into_response(),
        None => {
            request.extensions_mut().insert(Caller::new(admission.caller, origin, admission.allowance));
            next.run(request).await
        }
    };
    if let Some(allowance) = admission.allowance {
        response.extensions_mut().insert(allowance);
    }
    response
}
