//! Why a WebSocket is closed: the codes of graphql-transport-ws, and two of the WebSocket protocol itself.

use axum::extract::ws::CloseFrame;

/// A reason holds so many bytes (RFC 6455, 5.5).
const MAX_REASON: usize = 123;

/// An end of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// The server stops.
    GoingAway,
    /// The client does not read what it asked for.
    TooSlow,
    /// A message is larger than we take.
    TooBig,
    /// A message is none of the protocol.
    Invalid(String),
    /// An operation before the acknowledgement.
    Unauthorized,
    /// No token, one that is not believed, or one that has ended.
    Forbidden(String),
    /// The client offers none of our subprotocols.
    Subprotocol,
    /// The client did not begin in time.
    InitTimeout,
    /// An operation's id is in use.
    SubscriberExists(String),
    /// The client began twice.
    TooManyInits,
}

impl Close {
    pub(super) fn frame(&self) -> CloseFrame {
        let (code, reason) = match self {
            Self::GoingAway => {
                (1001, "The server stops: connect again and follow `after` your cursor".to_owned())
            }
            Self::TooSlow => {
                (1008, "Too slow: read faster, or come back and follow `after` your cursor".to_owned())
            }
            Self::TooBig => (1009, "The message is too big".to_owned()),
            Self::Invalid(why) => (4400, format!("Invalid message: {why}")),
            Self::Unauthorized => (4401, "Unauthorized".to_owned()),
            Self::Forbidden(why) => (4403, format!("Forbidden: {why}")),
            Self::Subprotocol => (4406, "Subprotocol not acceptable".to_owned()),
            Self::InitTimeout => (4408, "Connection initialisation timeout".to_owned()),
            Self::SubscriberExists(id) => (4409, format!("Subscriber for {id} already exists")),
            Self::TooManyInits => (4429, "Too many initialisation requests".to_owned()),
        };
        CloseFrame { code, reason: shortened(&reason).into() }
    }
}

fn shortened(text: &str) -> &str {
    let end = (0..=text.len().min(MAX_REASON)).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_never_too_long_for_a_close_frame() {
        for id in ["x".repeat(1_000), "я".repeat(500), "😀".repeat(300)] {
            let frame = Close::SubscriberExists(id).frame();
            assert!(frame.reason.len() <= MAX_REASON && frame.reason.len() > MAX_REASON - 4);
        }
    }
}
