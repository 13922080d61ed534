//! Who calls: the extractor that every handler but the webhook's begins with.

use axum::{extract::FromRequestParts, http::request::Parts};
use switchboard_services::Actor;

use crate::{admission, problem::Problem};

/// The believed bearer of the request's token or API key.
pub(crate) struct Caller(pub(crate) Actor);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        admission::caller(parts).map(Self)
    }
}
