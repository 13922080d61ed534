//! One operation of a socket, in a task of its own.

use async_graphql::{Response, ServerError};
use futures::StreamExt as _;
use tokio::{sync::mpsc, task::AbortHandle};
use tracing::{Instrument as _, Span};

use super::{messages, writer::Said};
use crate::{
    Caller, Schema,
    execution::{self},
    http::{operation::Operation, reply::Outcome},
};

/// A running operation; dropped, it ends.
#[derive(Debug)]
pub(super) struct Running(AbortHandle);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// An operation that has ended, with what is still to be said about it.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) id: String,
    /// Tells one operation from a later one with the same id.
    pub(super) number: u64,
    pub(super) last: String,
}

/// Runs an operation: its responses go to `out` as fast as the socket takes them, its end to `ended`.
pub(super) fn start(
    schema: Schema,
    caller: Caller,
    (id, number): (String, u64),
    operation: Operation,
    out: mpsc::Sender<Said>,
    ended: mpsc::Sender<Ended>,
) -> Running {
    let running = async move {
        let last = match run(&schema, caller, &id, operation, &out).await {
            Ok(()) => messages::complete(&id),
            Err(errors) => messages::error(&id, &errors),
        };
        let _ = ended.send(Ended { id, number, last }).await;
    };
    let task = tokio::spawn(running.instrument(Span::current()));
    Running(task.abort_handle())
}

/// # Errors
/// Nothing was executed.
async fn run(
    schema: &Schema,
    caller: Caller,
    id: &str,
    operation: Operation,
    out: &mpsc::Sender<Said>,
) -> Result<(), Vec<ServerError>> {
    let request = operation
        .into_request(Some(caller))
        .map_err(|_| vec![execution::invalid("There is no document to execute: `query` is empty.")])?;
    let prepared = execution::prepare(schema, request).await?;
    let is_subscription = prepared.operation() == async_graphql::parser::types::OperationType::Subscription;
    let mut responses = prepared.stream(schema);
    while let Some(response) = responses.next().await {
        if did_not_begin(&response, is_subscription) {
            return Err(response.errors);
        }
        let next = messages::next(id, &Outcome::of(response).json());
        if out.send(Said::Text(next)).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// A request error, or a subscription whose source could not be opened.
fn did_not_begin(response: &Response, is_subscription: bool) -> bool {
    let is_empty = response.data == async_graphql::Value::Null && !response.errors.is_empty();
    execution::is_request_error(response) || (is_subscription && is_empty)
}
