//! Documents that are asked for by their hash: trusted ones, which the operator wrote into a file, and those that a client
//! sent before with their hash (automatic persisted queries, as Apollo's clients do it).

use std::{collections::HashMap, fmt::Write as _};

use async_graphql::{Request, Value};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// Documents that the operator allows, by their SHA-256 in hexadecimal digits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedDocuments {
    documents: HashMap<String, String>,
    /// Whether nothing else runs.
    pub only: bool,
}

/// The two forms in use: a plain map, and Apollo's manifest.
#[derive(Deserialize)]
#[serde(untagged)]
enum Manifest {
    Apollo { operations: Vec<Persisted> },
    Map(HashMap<String, String>),
}

#[derive(Deserialize)]
struct Persisted {
    body: String,
}

impl TrustedDocuments {
    /// Reads a file of documents, as graphql-codegen (`{"<hash>": "<document>"}`) or Apollo's tools write it. Hashes are made
    /// anew from the documents, and the keys of a map are good as well.
    ///
    /// # Errors
    /// What is no such file.
    pub fn from_json(json: &str, only: bool) -> Result<Self, serde_json::Error> {
        let mut documents = HashMap::new();
        match serde_json::from_str(json)? {
            Manifest::Apollo { operations } => {
                documents
                    .extend(operations.into_iter().map(|operation| (hash(&operation.body), operation.body)));
            }
            Manifest::Map(map) => {
                for (key, document) in map {
                    documents.insert(hash(&document), document.clone());
                    documents.insert(key.trim_start_matches("sha256:").to_owned(), document);
                }
            }
        }
        Ok(Self { documents, only })
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether nothing is trusted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    pub(crate) fn get(&self, hash: &str) -> Option<&str> {
        self.documents.get(hash.trim_start_matches("sha256:")).map(String::as_str)
    }

    pub(crate) fn holds(&self, document: &str) -> bool {
        self.documents.contains_key(&hash(document))
    }
}

/// The hash that a request names in `extensions.persistedQuery.sha256Hash`.
pub(crate) fn named(request: &Request) -> Option<String> {
    match request.extensions.get("persistedQuery") {
        Some(Value::Object(persisted)) => match persisted.get("sha256Hash") {
            Some(Value::String(hash)) => Some(hash.to_lowercase()),
            _ => None,
        },
        _ => None,
    }
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn hash(document: &str) -> String {
    let mut digits = String::with_capacity(64);
    for byte in Sha256::digest(document.as_bytes()) {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_files_are_read() {
        let of_codegen = r#"{"sha256:abc": "{ a }"}"#;
        let documents = TrustedDocuments::from_json(of_codegen, true).unwrap();
        assert_eq!((documents.get("abc"), documents.get(&hash("{ a }"))), (Some("{ a }"), Some("{ a }")));
        assert!(documents.holds("{ a }") && !documents.holds("{ b }"));
        let of_apollo = r#"{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"x","name":"A","type":"query","body":"{ a }"}]}"#;
        assert!(TrustedDocuments::from_json(of_apollo, true).unwrap().holds("{ a }"));
        assert!(TrustedDocuments::from_json("[]", true).is_err());
    }
}
