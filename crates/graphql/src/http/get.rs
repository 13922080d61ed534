//! `GET /graphql`: a query in the address, a WebSocket, or GraphiQL for a browser.

use async_graphql::parser::types::OperationType;
use axum::{
    Extension,
    extract::{Query, State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    http::{HeaderMap, Uri, header},
    response::Response,
};

use super::{
    Host, graphiql,
    media::Media,
    operation::{AddressOperation, Operation},
    reply::{Outcome, Refusal},
    run, ws,
};
use crate::{Caller, execution};

/// Runs the query of the address; without one, a browser gets GraphiQL.
pub(super) async fn get(
    State(host): State<Host>,
    caller: Option<Extension<Caller>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Refusal> {
    if let Ok(upgrade) = upgrade {
        return Ok(ws::accept(host, upgrade, caller.map(|Extension(caller)| caller)));
    }
    let Query(address) = Query::<AddressOperation>::try_from_uri(&uri)
        .map_err(|_| Refusal::bad_request("The parameters of the address could not be read."))?;
    if !address.has_document() && is_browser(&headers) {
        return Ok(graphiql::page());
    }
    let media = Media::negotiate(&headers).map_err(|_| Refusal::not_acceptable())?;
    let caller = caller.map(|Extension(caller)| caller);
    let request = Operation::try_from(address)?.into_request(caller.clone())?;
    match execution::prepare(&host.schema, request).await {
        Ok(prepared) if prepared.operation() == OperationType::Mutation => {
            // A link must never change anything.
            Err(Refusal::method("By GET no mutations run. Send them by POST.", "POST"))
        }
        Ok(prepared) => run::prepared(&host, caller, prepared, media).await,
        Err(errors) => Ok(run::refused(Outcome::Refused(errors), media)),
    }
}

fn is_browser(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| {
        accept.split(',').any(|media| media.trim_start().to_ascii_lowercase().starts_with("text/html"))
    })
}
