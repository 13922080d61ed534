//! How an answer leaves: as `application/json`. A well-formed request is answered with 200, errors and all; what cannot
//! be read as a request is refused with the status that says why, in the same shape.

use async_graphql::{ServerError, Value};
use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::json;

use crate::execution;

/// A request that was not taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let error = json!({ "message": self.message, "extensions": { "code": "BAD_REQUEST" } });
        (self.status, [(header::CACHE_CONTROL, "no-store")], Json(json!({ "errors": [error] })))
            .into_response()
    }
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    /// Left out where nothing was executed, as the specification has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
}

/// The answer to a well-formed request.
pub(super) fn reply(response: &async_graphql::Response) -> Response {
    let data = (!execution::is_request_error(response)).then_some(&response.data);
    let body = Body { errors: &response.errors, data };
    (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
