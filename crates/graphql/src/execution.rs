//! From a request to a response, whatever brought it: the text is looked at before it is parsed, parsed once, executed,
//! and every error leaves with an `extensions.code`.
//!
//! Nothing here fails: what is wrong with a document is part of the response.

use async_graphql::{
    ErrorExtensionValues, Pos, Request, Response, ServerError, Value,
    parser::{
        self,
        types::{DocumentOperations, ExecutableDocument, OperationType},
    },
};

use crate::{Schema, nesting};

/// A request whose document was parsed.
#[derive(Debug)]
pub struct Prepared {
    request: Request,
    operation: Option<OperationType>,
}

/// Parses the document.
///
/// # Errors
/// The response for a document that cannot be parsed, or is nested so deep that it is not tried.
pub fn prepare(mut request: Request) -> Result<Prepared, Box<Response>> {
    let refused = |message: String, positions: Vec<Pos>| {
        let mut error = with_code(ServerError::new(message, None), "GRAPHQL_PARSE_FAILED");
        error.locations = positions;
        Box::new(Response::from_errors(vec![error]))
    };
    nesting::check(&request.query).map_err(|refusal| match refusal {
        nesting::Refusal::TooDeep => refused(
            format!("The document is nested deeper than {} levels.", nesting::MAX_NESTING),
            Vec::new(),
        ),
        nesting::Refusal::UnterminatedString => {
            refused("Syntax error: a string is not terminated.".to_owned(), Vec::new())
        }
    })?;
    let document = parser::parse_query(&request.query)
        .map_err(|error| refused(readable(&error), error.positions().collect()))?;
    let operation = chosen_operation(&document, request.operation_name.as_deref());
    request.set_parsed_query(document);
    Ok(Prepared { request, operation })
}

impl Prepared {
    /// Whether it is more than a query. An operation that is not there (no such name) changes nothing either: it ends
    /// as a request error.
    #[must_use]
    pub fn may_change_something(&self) -> bool {
        self.operation.is_some_and(|operation| operation != OperationType::Query)
    }

    /// Validates and executes.
    pub async fn execute(self, schema: &Schema) -> Response {
        let mut response = schema.execute(self.request).await;
        response.errors = response.errors.into_iter().map(complete).collect();
        response
    }
}

/// Whether the response tells that nothing was executed: its errors are about the request, and belong to no field.
#[must_use]
pub fn is_request_error(response: &Response) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// The operation that will run.
fn chosen_operation(document: &ExecutableDocument, name: Option<&str>) -> Option<OperationType> {
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => operation,
        (DocumentOperations::Single(_), Some(_)) => return None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name)?,
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()?
        }
        (DocumentOperations::Multiple(_), None) => return None,
    };
    Some(operation.node.ty)
}

/// Gives a code to the library's own errors: those of a field are about its arguments, those of no field came before
/// execution. Resolvers' errors have theirs.
fn complete(error: ServerError) -> ServerError {
    let has_code = error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some());
    match (has_code, error.path.is_empty()) {
        (true, _) => error,
        (false, true) => with_code(error, "GRAPHQL_VALIDATION_FAILED"),
        (false, false) => with_code(error, "BAD_USER_INPUT"),
    }
}

fn with_code(mut error: ServerError, code: &str) -> ServerError {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code);
    error
}

/// The parser draws the place with lines and arrows; `locations` say it already.
fn readable(error: &parser::Error) -> String {
    let drawn = error.to_string();
    let sentence = drawn.rsplit("= ").next().unwrap_or(&drawn).trim().replace('_', " ");
    format!("Syntax error: {sentence}.").replace("..", ".")
}
