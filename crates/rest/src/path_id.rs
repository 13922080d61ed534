//! An id in the path: a UUID, or a 400 that says so.

use std::str::FromStr;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use crate::problem::Problem;

/// The only parameter of the path.
pub(crate) struct PathId<T>(pub(crate) T);

impl<T, S> FromRequestParts<S> for PathId<T>
where
    T: FromStr,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let text =
            Path::<String>::from_request_parts(parts, state).await.map(|Path(text)| text).unwrap_or_default();
        // Only the usual form: the parser behind it also knows braces, URNs and no hyphens at all.
        let is_usual = text.len() == 36;
        let id = text.parse().ok().filter(|_| is_usual);
        id.map(Self).ok_or_else(|| Problem::bad_request("The id in the address is not a UUID."))
    }
}
