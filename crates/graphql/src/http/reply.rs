//! How an answer leaves. As `application/graphql-response+json` the status tells whether the request was one: 200 once it
//! was executed, 400 before. As `application/json` a well-formed request is answered with 200, errors and all. What cannot be
//! read as a request is refused with the status that says why, in the same shape.

use async_graphql::{Response as Executed, ServerError, Value};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::json;

use super::media::Media;
use crate::{
    error::GraphqlError,
    execution::{self, Refused},
};

/// A request that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    message: String,
    code: &'static str,
    allow: Option<&'static str>,
    /// Whole seconds.
    retry_after: Option<u64>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), code: "BAD_REQUEST", allow: None, retry_after: None }
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// Another method would have been right.
    pub(super) fn method(message: &str, allow: &'static str) -> Self {
        Self { allow: Some(allow), ..Self::new(StatusCode::METHOD_NOT_ALLOWED, message) }
    }

    /// The caller comes too often.
    pub(super) fn too_often(error: GraphqlError) -> Self {
        Self {
            code: error.code(),
            retry_after: error.retry_after(),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, error.message())
        }
    }

    pub(super) fn not_acceptable() -> Self {
        Self::new(
            StatusCode::NOT_ACCEPTABLE,
            "Answers are written as application/graphql-response+json or application/json, and as text/event-stream.",
        )
    }

    /// In the shape of a GraphQL response.
    pub(super) fn body(&self) -> serde_json::Value {
        let mut extensions = json!({ "code": self.code });
        if let Some(seconds) = self.retry_after {
            extensions["retryAfter"] = seconds.into();
        }
        json!({ "errors": [{ "message": self.message, "extensions": extensions }] })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = send(self.status, Media::Json, self.body().to_string());
        if let Some(allow) = self.allow {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::REQUEST_TIMEOUT || self.status == StatusCode::PAYLOAD_TOO_LARGE {
            // The rest of the body is not read.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// What came of one operation.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Nothing was executed.
    Refused(Refused),
    /// It ran, in whole or in part.
    Executed(Executed),
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    /// Left out where nothing was executed, as the specification has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<&'a std::collections::BTreeMap<String, Value>>,
}

impl Outcome {
    pub(super) fn of(executed: Executed) -> Self {
        if execution::is_request_error(&executed) {
            Self::Refused(executed.errors)
        } else {
            Self::Executed(executed)
        }
    }

    /// The answer as JSON.
    pub(super) fn json(&self) -> String {
        let answer = match self {
            Self::Refused(errors) => Answer { errors, data: None, extensions: None },
            Self::Executed(executed) => Answer {
                errors: &executed.errors,
                data: Some(&executed.data),
                extensions: (!executed.extensions.is_empty()).then_some(&executed.extensions),
            },
        };
        serde_json::to_string(&answer).unwrap_or_else(|error| {
            tracing::error!(%error, "an answer could not be written");
            r#"{"errors":[{"message":"Something went wrong on our side.","extensions":{"code":"INTERNAL"}}]}"#
                .to_owned()
        })
    }

    fn status(&self, media: Media) -> StatusCode {
        match (self, media) {
            (Self::Refused(_), Media::GraphqlResponse) => StatusCode::BAD_REQUEST,
            _ => StatusCode::OK,
        }
    }

    /// The answer to one operation.
    pub(super) fn reply(&self, media: Media) -> Response {
        send(self.status(media), media, self.json())
    }
}

/// The answers to a batch, in its order.
pub(super) fn reply_to_batch(outcomes: &[Outcome]) -> Response {
    let answers: Vec<String> = outcomes.iter().map(Outcome::json).collect();
    send(StatusCode::OK, Media::Json, format!("[{}]", answers.join(",")))
}

fn send(status: StatusCode, media: Media, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media.content_type()),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept"),
    ];
    (status, headers, Body::from(body)).into_response()
}
