//! JSON bodies, whatever their declared type: a call carries a bearer token, so no foreign page can make one.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::StatusCode,
};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::problem::Problem;

/// The request's body.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T, S> FromRequest<S> for JsonBody<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await.map_err(unreadable)?;
        serde_json::from_slice(&body).map(Self).map_err(|error| match error.classify() {
            // Which field, and what is wrong with it. The position helps nobody.
            Category::Data => {
                let text = error.to_string();
                Problem::bad_request(format!(
                    "The body does not fit: {}.",
                    text.split(" at line ").next().unwrap_or(&text)
                ))
            }
            Category::Io | Category::Syntax | Category::Eof => {
                Problem::bad_request("The body is not valid JSON.")
            }
        })
    }
}

/// Why a body was not read.
pub(crate) fn unreadable(rejection: BytesRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large("The body is larger than 1 MiB."),
        _ => Problem::bad_request("The body could not be read."),
    }
}
