//! The little that must be known of an update before it is stored: its id, and whose turn it takes. The rest stays as
//! Telegram sent it, known content or not.

use serde_json::Value;
use switchboard_store::inbox::NewUpdate;

use crate::error::{Error, Result};

/// Reads the envelope of an update.
///
/// # Errors
/// `BadInput` for what is no JSON object with an integer `update_id` (or nests deeper than 127 levels).
pub(super) fn read(body: &[u8]) -> Result<NewUpdate> {
    let not_an_update = || Error::bad_input("The body is not a Telegram update.");
    let raw = std::str::from_utf8(body).map_err(|_| not_an_update())?;
    let update: Value = serde_json::from_str(raw).map_err(|_| not_an_update())?;
    let update_id = update.get("update_id").and_then(Value::as_i64).ok_or_else(not_an_update)?;
    // A NUL cannot be stored as text by PostgreSQL; escaped in JSON it can.
    Ok(NewUpdate { update_id, chat_key: chat_key(&update).unwrap_or(0), raw: raw.to_owned() })
}

/// The chat that the update is about, or the person where there is none.
fn chat_key(update: &Value) -> Option<i64> {
    let content = update.as_object()?.iter().find(|(key, _)| *key != "update_id").map(|(_, value)| value)?;
    [
        content.get("chat"),
        content.get("message").and_then(|message| message.get("chat")),
        content.get("from"),
        content.get("user"),
    ]
    .into_iter()
    .flatten()
    .find_map(|holder| holder.get("id").and_then(Value::as_i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn updates_take_the_turn_of_their_chat() {
        let message = br#"{"update_id":7,"message":{"chat":{"id":-1001234567890},"from":{"id":5}}}"#;
        assert_eq!(read(message).unwrap().chat_key, -1_001_234_567_890);
        let button = br#"{"update_id":8,"callback_query":{"from":{"id":5},"message":{"chat":{"id":9}}}}"#;
        assert_eq!(read(button).unwrap().chat_key, 9);
        let unknown = br#"{"update_id":9,"something_new":{"from":{"id":5}}}"#;
        assert_eq!(read(unknown).unwrap().chat_key, 5);
    }

    #[test]
    fn what_is_no_update_is_refused() {
        let deep = format!("{{\"update_id\":1,\"x\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        for body in [
            &b"\xff\xfe"[..],
            b"",
            b"[]",
            b"{}",
            b"{\"update_id\":\"7\"}",
            b"{\"update_id\":1.5}",
            deep.as_bytes(),
        ] {
            assert!(matches!(read(body), Err(Error::BadInput(_))));
        }
    }
}
