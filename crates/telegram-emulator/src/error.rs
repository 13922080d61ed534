//! The two kinds of failure: what a bot is told ([`ApiError`]), and what a test or a person at the control API is
//! told ([`SimError`]). The texts of the first stand in [`crate::error_texts`].

use serde_json::{Value, json};

/// An error answer of the Bot API; the HTTP status equals `code`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) code: u16,
    pub(crate) description: String,
    pub(crate) retry_after: Option<u64>,
    pub(crate) migrate_to_chat_id: Option<i64>,
}

impl ApiError {
    pub(crate) fn new(code: u16, description: impl Into<String>) -> Self {
        ApiError { code, description: description.into(), retry_after: None, migrate_to_chat_id: None }
    }

    /// 400 with the usual prefix.
    pub(crate) fn bad_request(what: impl std::fmt::Display) -> Self {
        ApiError::new(400, format!("Bad Request: {what}"))
    }

    /// 429: Query.cpp, `set_retry_after_error`. The `Retry-After` header is set from the same number.
    pub(crate) fn too_many_requests(retry_after: u64) -> Self {
        ApiError {
            retry_after: Some(retry_after),
            ..ApiError::new(429, format!("Too Many Requests: retry after {retry_after}"))
        }
    }

    /// The body of the answer.
    pub(crate) fn body(&self) -> Value {
        let mut body = json!({"ok": false, "error_code": self.code, "description": self.description});
        if let Some(seconds) = self.retry_after {
            body["parameters"]["retry_after"] = json!(seconds);
        }
        if let Some(id) = self.migrate_to_chat_id {
            body["parameters"]["migrate_to_chat_id"] = json!(id);
        }
        body
    }
}

/// Why the control API could not do what a person asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SimError {
    /// No such user.
    #[error("there is no user {0}")]
    UnknownUser(String),
    /// No such bot.
    #[error("there is no bot {0}")]
    UnknownBot(String),
    /// No such group.
    #[error("there is no group {0}")]
    UnknownGroup(i64),
    /// No such message in that chat.
    #[error("there is no message {0} in this chat")]
    UnknownMessage(i64),
    /// The message has no such button.
    #[error("the message has no button {0:?}")]
    UnknownButton(String),
    /// The person or bot is not in that group.
    #[error("{0} is not a member of this group")]
    NotAMember(i64),
    /// The user blocked the bot; unblock it first.
    #[error("the user blocked this bot")]
    Blocked,
    /// The user's account was deleted.
    #[error("this user's account was deleted")]
    Deactivated,
    /// The id, username or token is in use.
    #[error("{0} is taken already")]
    Taken(String),
    /// Something in the request makes no sense.
    #[error("{0}")]
    Invalid(String),
}
