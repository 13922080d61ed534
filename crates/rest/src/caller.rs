//! Who calls: the extractor that every handler but the webhook's begins with.

use std::sync::Arc;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{header, request::Parts},
};
use switchboard_services::{Actor, Services};

use crate::problem::Problem;

/// The believed bearer of the request's token or API key.
pub(crate) struct Caller(pub(crate) Actor);

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Arc<Services>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // What is no text is no token: an empty one is refused in the same way.
        let authorization =
            parts.headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
        Ok(Self(Arc::<Services>::from_ref(state).accounts.authenticate(authorization).await?))
    }
}
