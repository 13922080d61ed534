//! The parameters of a request: in a POST's body as JSON, in a GET's address as text.

use std::collections::HashMap;

use async_graphql::{Request, Variables};
use axum::http::StatusCode;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::error::Category;

use super::reply::Refusal;
use crate::Caller;

/// One operation to run.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operation {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<Variables>,
    extensions: Option<HashMap<String, async_graphql::Value>>,
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

impl Operation {
    /// Reads a body. JSON nested deeper than 127 levels is refused by the JSON parser.
    pub(super) fn from_json(body: &[u8]) -> Result<Self, Refusal> {
        if body.trim_ascii_start().starts_with(b"[") {
            return Err(bad_request("Batches are not accepted: send one operation a request."));
        }
        serde_json::from_slice(body).map_err(|error| match error.classify() {
            Category::Data => bad_request(
                "The body must be a JSON object with the text `query` and, if needed, the text `operationName` and \
                 the objects `variables` and `extensions`.",
            ),
            Category::Io | Category::Syntax | Category::Eof => bad_request("The body is not valid JSON."),
        })
    }

    /// The request to execute for `caller`.
    pub(super) fn into_request(self, caller: Option<Caller>) -> Result<Request, Refusal> {
        let query = self.query.filter(|query| !query.trim().is_empty());
        let query =
            query.ok_or_else(|| bad_request("There is no document to execute: `query` is missing."))?;
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
    pub(super) fn has_query(&self) -> bool {
        self.query.is_some()
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
        Some(text) => serde_json::from_str(&text).map_err(|_| bad_request(complaint)),
        None => Ok(None),
    }
}

fn bad_request(message: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message)
}
