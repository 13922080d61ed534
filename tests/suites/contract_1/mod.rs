//! CONTRACTS.md, section 1: every rule of the GraphQL core, each broken on purpose by somebody.

mod answers;
mod codes;
mod connection;
mod documents;
mod history;
mod info;
mod limits;
mod links;
mod notifications;
mod schema;
