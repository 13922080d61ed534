//! Runs what a request asks for, and answers in the form that was agreed.

use async_graphql::{Request, parser::types::OperationType};
use axum::response::Response;

use super::{
    Host,
    media::Media,
    reply::{Outcome, Refusal},
    sse,
};
use crate::{Caller, Schema, execution, execution::Prepared};

/// One operation of a POST.
pub(super) async fn one(
    host: &Host,
    caller: Option<Caller>,
    request: Request,
    media: Media,
) -> Result<Response, Refusal> {
    match execution::prepare(&host.schema, request).await {
        Ok(prepared) => self::prepared(host, caller, prepared, media).await,
        Err(errors) => Ok(refused(Outcome::Refused(errors), media)),
    }
}

/// An operation that was checked.
pub(super) async fn prepared(
    host: &Host,
    caller: Option<Caller>,
    prepared: Prepared,
    media: Media,
) -> Result<Response, Refusal> {
    match (prepared.operation(), media) {
        (_, Media::EventStream) => Ok(sse::stream(host, caller, prepared)),
        (OperationType::Subscription, _) => Err(Refusal::bad_request(
            "A subscription is streamed: ask for it with `Accept: text/event-stream`, or over a WebSocket.",
        )),
        _ => Ok(Outcome::of(prepared.execute(&host.schema).await).reply(media)),
    }
}

/// The answer to what was not executed.
pub(super) fn refused(outcome: Outcome, media: Media) -> Response {
    match media {
        Media::EventStream => sse::only(&outcome),
        _ => outcome.reply(media),
    }
}

/// One operation of a batch.
pub(super) async fn in_batch(schema: &Schema, request: Request) -> Outcome {
    match execution::prepare(schema, request).await {
        Ok(prepared) if prepared.operation() == OperationType::Subscription => {
            Outcome::Refused(vec![execution::invalid("A subscription can't be part of a batch.")])
        }
        Ok(prepared) => Outcome::of(prepared.execute(schema).await),
        Err(errors) => Outcome::Refused(errors),
    }
}
