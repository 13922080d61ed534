//! Subscriptions: over the WebSocket with the close codes of graphql-transport-ws, as server-sent events, and what is followed.

mod close_codes;
mod following;
mod server_sent;
