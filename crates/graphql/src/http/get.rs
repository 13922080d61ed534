//! `GET /graphql`: a query in the address, or GraphiQL for a browser.

use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

use super::{
    graphiql,
    operation::{AddressOperation, Operation},
    reply::{Refusal, reply},
};
use crate::{Caller, Schema, execution};

/// Runs the query of the address; without one, a browser gets GraphiQL.
pub(super) async fn get(
    State(schema): State<Schema>,
    caller: Option<Extension<Caller>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Refusal> {
    let Query(address) = Query::<AddressOperation>::try_from_uri(&uri).map_err(|_| {
        Refusal::new(StatusCode::BAD_REQUEST, "The parameters of the address could not be read.")
    })?;
    if !address.has_query() && is_browser(&headers) {
        return Ok(graphiql::page());
    }
    let request = Operation::try_from(address)?.into_request(caller.map(|Extension(caller)| caller))?;
    Ok(match execution::prepare(request) {
        Ok(prepared) if prepared.may_change_something() => only_by_post(),
        Ok(prepared) => reply(&prepared.execute(&schema).await),
        Err(refused) => reply(&refused),
    })
}

fn is_browser(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| {
        accept.split(',').any(|media| media.trim_start().to_ascii_lowercase().starts_with("text/html"))
    })
}

/// A link must never change anything.
fn only_by_post() -> Response {
    let refusal =
        Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "By GET only queries run. Send mutations by POST.");
    let mut response = refusal.into_response();
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}
