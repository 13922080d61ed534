//! `POST /graphql`: one operation as JSON, or a short batch of them.

use std::time::Duration;

use axum::{
    Extension,
    body::Bytes,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use tokio::time::timeout;

use super::{
    Host,
    media::Media,
    operation::Operations,
    reply::{Outcome, Refusal, reply_to_batch},
    run,
};
use crate::Caller;

/// How long a body may take to arrive.
pub(super) const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// Runs the operation of the body.
pub(super) async fn post(
    State(host): State<Host>,
    caller: Option<Extension<Caller>>,
    request: Request,
) -> Result<Response, Refusal> {
    let media = Media::negotiate(request.headers()).map_err(|_| Refusal::not_acceptable())?;
    admit(request.headers())?;
    let body = timeout(BODY_DEADLINE, Bytes::from_request(request, &())).await;
    let body = body.map_err(|_| {
        Refusal::new(StatusCode::REQUEST_TIMEOUT, "The body did not arrive within 10 seconds.")
    })?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 1 MiB.")
        }
        _ => Refusal::bad_request("The body could not be read."),
    })?;
    let caller = caller.map(|Extension(caller)| caller);
    match Operations::from_json(&body)? {
        Operations::One(operation) => {
            run::one(&host, caller.clone(), operation.into_request(caller)?, media).await
        }
        Operations::Batch(operations) => {
            let requests = operations.into_iter().map(|operation| operation.into_request(caller.clone()));
            // All are read before the first one runs.
            let requests: Vec<_> = requests.collect::<Result<_, _>>()?;
            let mut outcomes: Vec<Outcome> = Vec::with_capacity(requests.len());
            for (place, request) in requests.into_iter().enumerate() {
                // The first one was counted at the door.
                let counted = if place > 0 { host.count(caller.as_ref()) } else { Ok(()) };
                outcomes.push(match counted {
                    Ok(()) => run::in_batch(&host.schema, request).await,
                    Err(refusal) => Outcome::Refused(vec![refusal]),
                });
            }
            Ok(reply_to_batch(&outcomes))
        }
    }
}

/// Whether the body is declared to be JSON in UTF-8, as it is. An undeclared one is not: browsers send forms without being
/// asked. Nothing is unpacked: a few kilobytes could become gigabytes.
fn admit(headers: &HeaderMap) -> Result<(), Refusal> {
    let refused = |text: &str| Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
    let is_plain = headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .all(|encoding| encoding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"));
    if !is_plain {
        return refused("Send the body as it is, without Content-Encoding.");
    }
    if !is_json(headers) {
        return refused("Send the operation with `Content-Type: application/json`.");
    }
    Ok(())
}

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
