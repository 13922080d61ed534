//! The parameters of a request: in a POST's body as JSON, in a GET's address as text.

use std::collections::HashMap;

use async_graphql::{Request, Variables};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::error::Category;

use super::reply::Refusal;
use crate::Caller;

/// The most operations of a batch.
pub(super) const MAX_BATCH: usize = 10;

/// One operation to run.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Operation {
    pub(crate) query: Option<String>,
    operation_name: Option<String>,
    variables: Option<Variables>,
    pub(crate) extensions: Option<HashMap<String, async_graphql::Value>>,
}

/// The same in an address.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AddressOperation {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
}

/// What a body holds.
#[derive(Debug)]
pub(super) enum Operations {
    One(Operation),
    Batch(Vec<Operation>),
}

impl Operations {
    /// Reads a body. JSON nested deeper than 127 levels is refused by the JSON parser.
    pub(super) fn from_json(body: &[u8]) -> Result<Self, Refusal> {
        if !body.trim_ascii_start().starts_with(b"[") {
            return Ok(Self::One(read(body)?));
        }
        // Not read further than is needed to see that it is too long.
        let operations: Vec<Box<serde_json::value::RawValue>> = read(body)?;
        match operations.len() {
            0 => Err(Refusal::bad_request("The batch is empty.")),
            1..=MAX_BATCH => {
                let operations = operations.iter().map(|operation| read(operation.get().as_bytes()));
                Ok(Self::Batch(operations.collect::<Result<_, _>>()?))
            }
            _ => Err(Refusal::bad_request(format!("A batch holds {MAX_BATCH} operations at most."))),
        }
    }
}

fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(json).map_err(|error| match error.classify() {
        Category::Data => Refusal::bad_request(
            "The body must be a JSON object with the text `query` and, if needed, the text `operationName` and \
             the objects `variables` and `extensions`.",
        ),
        Category::Io | Category::Syntax | Category::Eof => Refusal::bad_request("The body is not valid JSON."),
    })
}

impl Operation {
    /// The request to execute for `caller`.
    pub(crate) fn into_request(self, caller: Option<Caller>) -> Result<Request, Refusal> {
        let is_persisted = self.extensions.as_ref().is_some_and(|all| all.contains_key("persistedQuery"));
        let query = match self.query.filter(|query| !query.trim().is_empty()) {
            Some(query) => query,
            None if is_persisted => String::new(),
            None => return Err(Refusal::bad_request("There is no document to execute: `query` is missing.")),
        };
        let mut request = Request::new(query).variables(self.variables.unwrap_or_default());
        // Clients send an empty name for none.
        request.operation_name = self.operation_name.filter(|name| !name.is_empty());
        request.extensions.0 = self.extensions.unwrap_or_default();
        Ok(match caller {
            Some(caller) => request.data(caller),
            None => request,
        })
    }
}

impl AddressOperation {
    /// Whether there is a document at all.
    pub(super) fn has_document(&self) -> bool {
        self.query.is_some() || self.extensions.is_some()
    }
}

impl TryFrom<AddressOperation> for Operation {
    type Error = Refusal;

    fn try_from(address: AddressOperation) -> Result<Self, Refusal> {
        Ok(Self {
            query: address.query,
            operation_name: address.operation_name,
            variables: object(address.variables, "The parameter `variables` must be a JSON object.")?,
            extensions: object(address.extensions, "The parameter `extensions` must be a JSON object.")?,
        })
    }
}

fn object<T: DeserializeOwned>(text: Option<String>, complaint: &str) -> Result<Option<T>, Refusal> {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => serde_json::from_str(&text).map_err(|_| Refusal::bad_request(complaint)),
        None => Ok(None),
    }
}
