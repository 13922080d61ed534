//! GraphQL over HTTP against a running server: what hostile requests may cost, and the inbox.

mod hostile;
mod inbox;
