//! JSON bodies, whatever their declared type: a call carries a bearer token, so no foreign page can make one.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::StatusCode,
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::error::Category;

use crate::problem::Problem;

/// The request's body.
pub(crate) struct JsonBody<T>(pub(crate) T);

/// The request's body, if it has one that says something: none at all and `null` are the same.
pub(crate) struct OptionalJsonBody<T>(pub(crate) Option<T>);

impl<T, S> FromRequest<S> for JsonBody<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await.map_err(unreadable)?;
        fit(&body).map(Self)
    }
}

impl<T, S> FromRequest<S> for OptionalJsonBody<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await.map_err(unreadable)?;
        if body.is_empty() { Ok(Self(None)) } else { fit(&body).map(Self) }
    }
}

/// Reads a body that is there.
pub(crate) fn fit<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        misfit(error.inner(), if path == "." { "" } else { &path })
    })?;
    // What stands behind the value.
    json.end().map_err(|error| misfit(&error, ""))?;
    Ok(value)
}

/// Which field, and what is wrong with it. The position in the text helps nobody.
fn misfit(error: &serde_json::Error, field: &str) -> Problem {
    match error.classify() {
        Category::Data => {
            let text = error.to_string();
            let reason = text.split(" at line ").next().unwrap_or(&text);
            let colon = if field.is_empty() { "" } else { ": " };
            Problem::bad_request(format!("The body does not fit: {field}{colon}{reason}."))
        }
        Category::Io | Category::Syntax | Category::Eof => {
            Problem::bad_request("The body is not valid JSON.")
        }
    }
}

/// For fields that may be left out but not be null: null is refused as a wrong type.
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Why a body was not read.
pub(crate) fn unreadable(rejection: BytesRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large("The body is larger than 1 MiB."),
        _ => Problem::bad_request("The body could not be read."),
    }
}
