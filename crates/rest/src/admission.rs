//! The door of the calls that are counted: who calls, and whether they may call now. The caller is put beside the request for
//! the extractors, what is left of the allowance beside the answer for whoever writes headers.
//!
//! The webhook is not behind this door: it is Telegram's, and has a proof of its own.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use switchboard_services::{Actor, Error, Origin, Services};

/// Who calls, with the refusal in the form of the address that was called.
#[derive(Clone)]
struct Admitted<R>(Result<Actor, R>);

/// Lets a call in, or refuses it as `R`.
pub(crate) async fn admit<R>(
    State(services): State<Arc<Services>>,
    mut request: Request,
    next: Next,
) -> Response
where
    R: From<Error> + IntoResponse + Clone + Send + Sync + 'static,
{
    // What is no text is no token: an empty one is refused in the same way.
    let authorization =
        request.headers().get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let origin = request.extensions().get::<Origin>().copied().unwrap_or_default();
    let admission = services.admit(authorization, origin).await;
    let mut response = match admission.refusal {
        Some(refusal) => R::from(refusal).into_response(),
        None => {
            request.extensions_mut().insert(Admitted(admission.caller.map_err(R::from)));
            next.run(request).await
        }
    };
    if let Some(allowance) = admission.allowance {
        response.extensions_mut().insert(allowance);
    }
    response
}

/// Who calls.
///
/// # Errors
/// Why they are not believed.
pub(crate) fn caller<R>(parts: &Parts) -> Result<Actor, R>
where
    R: From<Error> + Clone + Send + Sync + 'static,
{
    match parts.extensions.get::<Admitted<R>>() {
        Some(Admitted(caller)) => caller.clone(),
        None => Err(Error::broken("an operation that is not behind the door").into()),
    }
}
