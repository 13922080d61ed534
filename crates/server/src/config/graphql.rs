//! `[graphql]`: what the GraphQL endpoint answers to.

use std::path::PathBuf;

use serde::Deserialize;

use super::Problems;

/// What is let in beside the limits that always hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graphql {
    /// Whether the schema may be asked for.
    pub introspection: bool,
    /// A file of documents that may be run by their hash.
    pub trusted_documents: Option<PathBuf>,
    /// Whether nothing but these runs.
    pub trusted_documents_only: bool,
}

impl Graphql {
    pub(super) fn validate(&self, problems: &mut Problems) {
        problems.check(
            !self.trusted_documents_only || self.trusted_documents.is_some(),
            "graphql.trusted_documents_only",
            "nothing would run at all; give graphql.trusted_documents, too",
        );
    }
}
