//! The language of hints: the first of `Accept-Language`, English where it is none that we speak.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use switchboard_services::texts::Lang;

/// In which language hints are given.
pub(super) struct Hints(pub(super) Lang);

impl<S: Send + Sync> FromRequestParts<S> for Hints {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let asked = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let first = asked.and_then(|asked| asked.split([',', ';']).next()).map(str::trim);
        Ok(Self(Lang::from_code(first)))
    }
}
