//! What the operator decides about the GraphQL face, and how long it waits for its callers.

use std::time::Duration;

use crate::TrustedDocuments;

/// Settings of the face, from the configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether `__schema` and `__type` are answered.
    pub introspection: bool,
    /// Documents that run by their hash, and perhaps nothing else.
    pub trusted: TrustedDocuments,
    /// Whether spans are made for whoever collects traces.
    pub traced: bool,
    /// How long a WebSocket may stay open before it says who it is.
    pub init_timeout: Duration,
    /// How long a subscriber may take to read what is sent to it.
    pub send_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            introspection: true,
            trusted: TrustedDocuments::default(),
            traced: false,
            init_timeout: Duration::from_secs(5),
            send_timeout: Duration::from_secs(10),
        }
    }
}
