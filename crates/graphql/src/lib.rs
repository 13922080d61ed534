//! The GraphQL face: the schema, and HTTP in front of it.
//!
//! A request comes in at [`router`], becomes a document that is safe to parse ([`execution`]), and each of its fields
//! calls one method of the services with the caller's [`Actor`](switchboard_services::Actor) first. Resolvers unwrap and
//! wrap; every rule is in services. Nothing is stored here. What fails becomes an error with a stable
//! `extensions.code` ([`error`]), and no text of a database or of Telegram.

mod caller;
mod error;
pub mod execution;
mod http;
mod mutations;
mod nesting;
mod queries;
#[cfg(test)]
mod tests;
mod types;

use std::sync::Arc;

use async_graphql::{EmptySubscription, SDLExportOptions, SchemaBuilder};
use switchboard_services::Services;

pub use crate::{caller::Caller, error::GraphqlError, http::router};

/// The deepest nesting of fields. The introspection query of common tools needs 15.
const MAX_DEPTH: usize = 15;
/// The most fields of one operation, fragments expanded.
const MAX_COMPLEXITY: usize = 1000;

/// The schema, ready to execute.
pub type Schema = async_graphql::Schema<queries::Query, mutations::Mutation, EmptySubscription>;

/// The schema over the features that its resolvers call.
#[must_use]
pub fn schema(services: Arc<Services>) -> Schema {
    builder().data(services).finish()
}

/// The schema in the schema definition language, as `schema.graphql` holds it. Ends with one line break.
#[must_use]
pub fn sdl() -> String {
    let options =
        SDLExportOptions::new().use_space_ident().include_specified_by().prefer_single_line_descriptions();
    let mut text = builder().finish().sdl_with_options(options);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn builder() -> SchemaBuilder<queries::Query, mutations::Mutation, EmptySubscription> {
    Schema::build(queries::Query::default(), mutations::Mutation::default(), EmptySubscription)
        .limit_depth(MAX_DEPTH)
        .limit_complexity(MAX_COMPLEXITY)
}
