//! Promises of the schema as a whole: what the contract fixes, what is described, what a hostile document may do.

mod contract;
mod documents;
mod hostile;
mod variables;
mod written_schema;

use async_graphql::{Request, Response, Value};

use crate::{Schema, Settings, execution};

fn schema() -> Schema {
    Schema::build(None, Settings::default())
}

/// Executes as nobody, over a schema without services.
async fn execute(document: impl Into<Request>) -> Response {
    execute_on(&schema(), document).await
}

async fn execute_on(schema: &Schema, document: impl Into<Request>) -> Response {
    match execution::prepare(schema, document.into()).await {
        Ok(prepared) => prepared.execute(schema).await,
        Err(refused) => Response::from_errors(refused),
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
