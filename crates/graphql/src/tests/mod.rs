//! Promises of the schema as a whole: what the contract fixes, what is described, what a hostile document may do.

mod contract;
mod documents;
mod written_schema;

use async_graphql::{Request, Response, Value};

use crate::{builder, execution};

/// Executes as nobody, over a schema without services.
async fn execute(document: impl Into<Request>) -> Response {
    match execution::prepare(document.into()) {
        Ok(prepared) => prepared.execute(&builder().finish()).await,
        Err(refused) => *refused,
    }
}

/// The codes of all errors, in order.
fn codes(response: &Response) -> Vec<String> {
    let code = |error: &async_graphql::ServerError| match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code.clone()),
        _ => None,
    };
    response.errors.iter().map(|error| code(error).unwrap_or_default()).collect()
}
