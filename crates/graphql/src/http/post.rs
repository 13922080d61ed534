//! `POST /graphql`: one operation as JSON.

use axum::{
    Extension,
    body::Bytes,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};

use super::{
    operation::Operation,
    reply::{Refusal, reply},
};
use crate::{Caller, Schema, execution};

/// Runs the operation of the body.
pub(super) async fn post(
    State(schema): State<Schema>,
    caller: Option<Extension<Caller>>,
    request: Request,
) -> Result<Response, Refusal> {
    if !is_json(request.headers()) {
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send the operation with `Content-Type: application/json`.",
        ));
    }
    let body = Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 1 MiB.")
        }
        _ => Refusal::new(StatusCode::BAD_REQUEST, "The body could not be read."),
    })?;
    let request = Operation::from_json(&body)?.into_request(caller.map(|Extension(caller)| caller))?;
    Ok(match execution::prepare(request) {
        Ok(prepared) => reply(&prepared.execute(&schema).await),
        Err(refused) => reply(&refused),
    })
}

/// Whether the body is declared to be JSON in UTF-8. An undeclared one is not: browsers send forms without being asked.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(content_type) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let mut parts = content_type.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
    is_json
        && parts.filter_map(|parameter| parameter.split_once('=')).all(|(name, value)| {
            !name.trim().eq_ignore_ascii_case("charset")
                || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
}
