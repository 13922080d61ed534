//! How a refusal travels here: `{"error":{"message":…,"type":…,"hresult":0},"status":1,"statusCode":…}` with the same HTTP
//! status. What is our fault is logged once, by [`Problem`], which also knows which status an error means.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use switchboard_services::Error;
use utoipa::ToSchema;

use crate::problem::Problem;

/// A refusal, as it is written.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefusalBody {
    #[schema(inline)]
    error: RefusalError,
    /// 1: it did not go well.
    status: u8,
    /// The HTTP status.
    status_code: u16,
}

/// What went wrong.
#[derive(Serialize, ToSchema)]
struct RefusalError {
    /// A sentence for a person.
    message: String,
    /// A stable word to branch on.
    #[schema(example = "UNAUTHENTICATED")]
    r#type: &'static str,
    /// Always 0.
    hresult: i32,
}

/// A refused request.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// A stable word to branch on.
    kind: &'static str,
    problem: Problem,
}

impl Refusal {
    pub(super) fn unknown_address() -> Self {
        Self { kind: "NOT_FOUND", problem: Problem::not_found("There is nothing at this address.") }
    }

    pub(super) fn method_not_allowed() -> Self {
        let problem = Problem::method_not_allowed("This address does not take this method.");
        Self { kind: "METHOD_NOT_ALLOWED", problem }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { kind: error.code(), problem: error.into() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.problem.status();
        let message = self.problem.detail().to_owned();
        let error = RefusalError { message, r#type: self.kind, hresult: 0 };
        let body = RefusalBody { error, status: 1, status_code: status.as_u16() };
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.problem.retry_after() {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
