//! From a request to a response, whatever brought it: the document is looked at before it is parsed, limited, validated
//! and kept; the variables are checked; then it is executed, and every error leaves with an `extensions.code`.
//!
//! Nothing here fails: what is wrong with a document is part of the response.

use std::sync::Arc;

use async_graphql::{
    ErrorExtensionValues, Name, Positioned, Request, Response, ServerError, Value,
    parser::{
        self,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
};

use futures::{StreamExt as _, stream::BoxStream};

use crate::{
    Schema,
    document::{limits, literals, persisted, text, variables},
    engine::Engine,
    gathering::{Batches, WithBatches},
    records::RecordsOfRequest,
};

/// Why nothing was executed.
pub(crate) type Refused = Vec<ServerError>;

/// A request that may be executed.
pub(crate) struct Prepared {
    request: Request,
    operation: OperationType,
    batches: Batches,
}

/// Everything that is checked before a resolver is called.
///
/// # Errors
/// What is wrong with the request, each with its code.
pub(crate) async fn prepare(schema: &Schema, mut request: Request) -> Result<Prepared, Refused> {
    let engine = &*schema.0;
    let text = text_of(engine, &mut request)?;
    let document = document(engine, &text).await?;
    if let Some(hash) = persisted::named(&request) {
        engine.persisted.keep(&hash, text.len(), Arc::from(text));
    }
    let (name, operation) = chosen(&document, request.operation_name.as_deref())?;
    if !engine.settings.introspection && limits::introspects(&document, operation) {
        return Err(vec![invalid("Introspection is switched off on this server.")]);
    }
    let kind = operation.node.ty;
    let given = std::mem::take(&mut request.variables);
    let (given, omitted) = variables::coerce(&engine.inputs, &operation.node, given)
        .map_err(|errors| with_codes(errors, "BAD_USER_INPUT"))?;
    let mut document = only(&document, name, operation);
    literals::take_away(&mut document, &omitted);
    request.variables = given;
    request.operation_name = None;
    request.set_parsed_query(document);
    let batches = Batches::default();
    let request = request.data(RecordsOfRequest::by(batches.clone()));
    Ok(Prepared { request, operation: kind, batches })
}

impl Prepared {
    /// What kind of operation will run.
    pub(crate) fn operation(&self) -> OperationType {
        self.operation
    }

    /// Executes a query or a mutation.
    pub(crate) async fn execute(self, schema: &Schema) -> Response {
        let executed = Box::pin(schema.0.executing(&self.request).execute(self.request));
        complete(WithBatches::new(executed, self.batches).await)
    }

    /// Executes a subscription, or answers once to anything else.
    pub(crate) fn stream(self, schema: &Schema) -> BoxStream<'static, Response> {
        let executed = schema.0.executing(&self.request).execute_stream(self.request).boxed();
        WithBatches::new(executed, self.batches).map(complete).boxed()
    }
}

/// Whether the response tells that nothing was executed: its errors are about the request, and belong to no field.
pub(crate) fn is_request_error(response: &Response) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// The text of the document: as it was sent, or by its hash.
///
/// # Errors
/// A hash that stands for nothing or for something else, and a document that is not trusted where only those run.
fn text_of(engine: &Engine, request: &mut Request) -> Result<String, Refused> {
    let (text, hash) = (std::mem::take(&mut request.query), persisted::named(request));
    let trusted = &engine.settings.trusted;
    let refused = |text: &str, code: &str| Err(with_codes(vec![ServerError::new(text, None)], code));
    let text = match hash {
        Some(hash) if text.is_empty() => {
            let known = trusted.get(&hash).map(str::to_owned);
            match known.or_else(|| engine.persisted.get(&hash).map(|text| text.to_string())) {
                Some(text) => text,
                // The words that clients wait for, to send the document itself.
                None => return refused("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND"),
            }
        }
        Some(hash) if persisted::hash(&text) != hash => {
            return refused("The hash is not that of the document.", "PERSISTED_QUERY_HASH_MISMATCH");
        }
        _ => text,
    };
    if trusted.only && !trusted.holds(&text) {
        return refused(
            "Only documents that the operator trusts run on this server.",
            "DOCUMENT_NOT_TRUSTED",
        );
    }
    Ok(text)
}

/// The parsed and validated document of a text.
async fn document(engine: &Engine, text: &str) -> Result<Arc<ExecutableDocument>, Refused> {
    if let Some(document) = engine.documents.get(text) {
        return Ok(document);
    }
    text::check(text).map_err(|refusal| with_codes(vec![ServerError::new(refusal.text(), None)], PARSE))?;
    let document = parser::parse_query(text).map_err(|error| with_codes(vec![readable(&error)], PARSE))?;
    limits::check(&document).map_err(|error| with_codes(vec![error], VALIDATION))?;
    let mut errors = engine.validate(document.clone()).await;
    if errors.is_empty() {
        errors = literals::check(&engine.inputs, &document);
    }
    if !errors.is_empty() {
        return Err(with_codes(errors, VALIDATION));
    }
    let document = Arc::new(document);
    engine.documents.keep(text, text.len(), Arc::clone(&document));
    Ok(document)
}

const PARSE: &str = "GRAPHQL_PARSE_FAILED";
const VALIDATION: &str = "GRAPHQL_VALIDATION_FAILED";

/// The operation that will run, and its name if it has one.
fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<(Option<&'a Name>, &'a Positioned<OperationDefinition>), Refused> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok((None, operation)),
        (DocumentOperations::Multiple(operations), None) if operations.len() > 1 => {
            Err(vec![invalid("The document has several operations: `operationName` must say which.")])
        }
        (DocumentOperations::Multiple(operations), name) => {
            let mut named = operations.iter().map(|(known_as, operation)| (Some(known_as), operation));
            named
                .find(|(known_as, _)| name.is_none() || known_as.map(Name::as_str) == name)
                .ok_or_else(|| not_there(name))
        }
        (DocumentOperations::Single(_), Some(_)) => Err(not_there(name)),
    }
}

fn not_there(name: Option<&str>) -> Refused {
    vec![invalid(&format!("The document has no operation named \"{}\".", name.unwrap_or_default()))]
}

/// A copy of the document that holds no other operation.
fn only(
    document: &ExecutableDocument,
    name: Option<&Name>,
    operation: &Positioned<OperationDefinition>,
) -> ExecutableDocument {
    let operations = match name {
        Some(name) => DocumentOperations::Multiple([(name.clone(), operation.clone())].into_iter().collect()),
        None => DocumentOperations::Single(operation.clone()),
    };
    ExecutableDocument { operations, fragments: document.fragments.clone() }
}

/// Gives a code to the library's own errors: those of a field are about its arguments, those of no field came before
/// execution. Resolvers' errors have theirs.
pub(crate) fn complete(mut response: Response) -> Response {
    for error in &mut response.errors {
        let has_code = error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some());
        if !has_code {
            let code = if error.path.is_empty() { VALIDATION } else { "BAD_USER_INPUT" };
            set_code(error, code);
        }
    }
    response
}

pub(crate) fn invalid(text: &str) -> ServerError {
    let mut error = ServerError::new(text, None);
    set_code(&mut error, VALIDATION);
    error
}

fn with_codes(mut errors: Vec<ServerError>, code: &str) -> Refused {
    errors.iter_mut().for_each(|error| set_code(error, code));
    errors
}

fn set_code(error: &mut ServerError, code: &str) {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code);
}

/// The parser draws the place with lines and arrows; `locations` say it already.
fn readable(error: &parser::Error) -> ServerError {
    let drawn = error.to_string();
    let sentence = drawn.rsplit("= ").next().unwrap_or(&drawn).trim().replace('_', " ");
    let mut readable = ServerError::new(format!("Syntax error: {sentence}.").replace("..", "."), None);
    readable.locations = error.positions().collect();
    readable
}
