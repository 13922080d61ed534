//! How a line of a table is called.

use reqwest::Method;
use serde_json::json;
use switchboard_tests::{Caller, Reply, reply};

use super::Row;

/// The address of a row, with names for the parameters.
pub(super) fn address(row: &Row) -> (Method, String) {
    let (method, path) = row.operation.split_once(' ').unwrap();
    let id = match path {
        _ if path.contains("/channels/dispatches/") => "<dispatch>",
        _ if path.contains("/channels/") => "<channel>",
        _ => "<integration>",
    };
    let path = path.replace("{unitId}", "<unit>").replace("{id}", id).replace("{key}", "no-key");
    (method.parse().unwrap(), path)
}

pub(super) async fn call(caller: &Caller, method: Method, path: &str, body: String) -> Reply {
    let request = caller.request(method, path);
    let request = if body.is_empty() { request } else { request.header("Content-Type", "application/json") };
    reply(request.body(body)).await
}

/// A subscription is answered by a stream of events.
pub(super) async fn run(caller: &Caller, document: &str) -> Reply {
    let accept = if document.starts_with("subscription") { "text/event-stream" } else { "application/json" };
    let request = caller.request(Method::POST, "/graphql").header("Accept", accept);
    reply(request.json(&json!({"query": document}))).await
}
