//! The GraphQL face: the schema, and HTTP in front of it.
//!
//! A request comes in at [`router`], becomes a document that is safe to parse and worth executing ([`execution`]), and each of
//! its fields calls one method of the services with the caller's [`Actor`](switchboard_services::Actor) first. Resolvers
//! unwrap and wrap; every rule is in services. Nothing is stored here. What fails becomes an error with a stable
//! `extensions.code` ([`error`]), and no text of a database or of Telegram.

mod caller;
mod cost;
mod document;
mod engine;
mod error;
mod execution;
mod gathering;
mod http;
mod mutations;
mod number;
mod queries;
mod records;
mod settings;
mod subscriptions;
#[cfg(test)]
mod tests;
mod traced;
mod types;

use std::sync::Arc;

use switchboard_services::Services;

pub use crate::{
    caller::Caller,
    document::persisted::TrustedDocuments,
    engine::{Schema, sdl},
    error::GraphqlError,
    http::router,
    settings::Settings,
};

/// The schema over the features that its resolvers call.
#[must_use]
pub fn schema(services: Arc<Services>, settings: Settings) -> Schema {
    Schema::build(Some(services), settings)
}
