//! The protocol graphql-transport-ws: many operations over one WebSocket.
//!
//! [`accept`] takes the upgrade; [`session`] hears the client and decides; [`messages`] is what is said; one task writes
//! ([`writer`]), and each operation is a task of its own ([`operation`]). Nothing is stored. A client that breaks the
//! protocol, says nothing, does not read, or whose token has ended, is closed with the code that says so ([`close`]).

mod close;
mod messages;
mod operation;
mod session;
mod writer;

use axum::{extract::WebSocketUpgrade, response::Response};
use tracing::{Instrument as _, Span};

use self::session::Session;
use super::Host;
use crate::Caller;

/// The subprotocol.
const PROTOCOL: &str = "graphql-transport-ws";
/// The largest message of a client.
const MAX_MESSAGE_BYTES: usize = super::MAX_BODY_BYTES;
/// What is read of a message at the most. More than is allowed: a message that is cut off while it comes in takes our close down
/// with it, because the connection is reset.
const MAX_READ_BYTES: usize = 2 * MAX_MESSAGE_BYTES;

/// Takes a WebSocket. `caller` is who the upgrade itself said it is; most say it later.
pub(super) fn accept(host: Host, upgrade: WebSocketUpgrade, caller: Option<Caller>) -> Response {
    let span = Span::current();
    upgrade
        .protocols([PROTOCOL])
        .max_message_size(MAX_READ_BYTES)
        .max_frame_size(MAX_READ_BYTES)
        // Its operations belong to the trace of the upgrade.
        .on_upgrade(move |socket| Session::run(socket, host, caller).instrument(span))
}
