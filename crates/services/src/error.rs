//! What can go wrong, told apart from how it travels. Each face maps this enum once.
//!
//! The public text is for the caller; sources are for the log and never leave the process.

use std::{fmt, time::Duration};

use switchboard_store::{DbError, failures};

use crate::clock::seconds_to_wait;

/// The result of a service method.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal or a failure. `Display` is for logs; callers see [`Error::public_text`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No token, or one that is not believed.
    #[error("unauthenticated: {0}")]
    Unauthenticated(&'static str),
    /// Believed, but not allowed.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// Missing, or another tenant's: the two can't be told apart.
    #[error("not found: {0}")]
    NotFound(String),
    /// The request itself is at fault.
    #[error("bad input: {0}")]
    BadInput(Complaint),
    /// Too often; `retry_after` says when again.
    #[error("rate limited for {retry_after:?}")]
    RateLimited {
        /// When the same call may succeed.
        retry_after: Duration,
    },
    /// The state of things forbids it now.
    #[error("conflict: {0}")]
    Conflict(String),
    /// Ours. The text is logged where it is handled and is shown to nobody.
    #[error("internal: {context}")]
    Internal {
        /// What was being done.
        context: &'static str,
        /// What failed beneath.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The field that it is about, by its names here: `schedule.days`, `tags[0].key`. Without it the request as a whole.
    pub field: Option<String>,
    /// A sentence that says what to change.
    pub text: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error {
    /// A failure of ours with its cause.
    pub fn internal(
        context: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Internal { context, source: Some(source.into()) }
    }

    /// A failure of ours that has no cause beneath it.
    #[must_use]
    pub fn broken(context: &'static str) -> Self {
        Self::Internal { context, source: None }
    }

    /// A request that must be changed, with a sentence that says how.
    pub fn bad_input(text: impl Into<String>) -> Self {
        Self::BadInput(Complaint { field: None, text: text.into() })
    }

    /// The same about one field of the request: `schedule.days`, `tags[0].key`.
    pub fn bad_field(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self::BadInput(Complaint { field: Some(field.into()), text: text.into() })
    }

    /// Something that is not there, with a plain sentence.
    pub fn not_found(text: impl Into<String>) -> Self {
        Self::NotFound(text.into())
    }

    /// Whether the database is away or too busy: the same may well succeed later, and nobody else is to blame.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        let Self::Internal { source: Some(source), .. } = self else { return false };
        source.downcast_ref::<DbError>().is_some_and(failures::is_outage)
    }

    /// The same for one more of those whom it befell together. A cause that is the database's stays one, so that an outage is told
    /// apart as before; of any other the text is kept.
    #[must_use]
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::Unauthenticated(text) => Self::Unauthenticated(text),
            Self::Forbidden(text) => Self::Forbidden(text),
            Self::NotFound(text) => Self::NotFound(text.clone()),
            Self::BadInput(complaint) => Self::BadInput(complaint.clone()),
            Self::RateLimited { retry_after } => Self::RateLimited { retry_after: *retry_after },
            Self::Conflict(text) => Self::Conflict(text.clone()),
            Self::Internal { context, source: None } => Self::broken(context),
            Self::Internal { context, source: Some(source) } => match source.downcast_ref::<DbError>() {
                Some(error) => Self::internal(context, error.clone()),
                None => Self::internal(context, source.to_string()),
            },
        }
    }

    /// Whether the database gave the transaction up, and nothing of it happened: a deadlock, a lost race.
    #[must_use]
    pub(crate) fn is_surely_undone(&self) -> bool {
        let Self::Internal { source: Some(source), .. } = self else { return false };
        source.downcast_ref::<DbError>().is_some_and(failures::is_surely_undone)
    }

    /// The stable code that clients branch on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated(_) => "UNAUTHENTICATED",
            Self::Forbidden(_) => "FORBIDDEN",
            Self::NotFound(_) => "NOT_FOUND",
            Self::BadInput(_) => "BAD_USER_INPUT",
            Self::RateLimited { .. } => "RATE_LIMITED",
            Self::Conflict(_) => "CONFLICT",
            Self::Internal { .. } => "INTERNAL",
        }
    }

    /// The sentence for the caller. Nothing of the database or of Telegram is in it.
    #[must_use]
    pub fn public_text(&self) -> String {
        match self {
            Self::Unauthenticated(text) | Self::Forbidden(text) => (*text).to_owned(),
            Self::NotFound(text) | Self::Conflict(text) => text.clone(),
            Self::BadInput(complaint) => complaint.text.clone(),
            Self::RateLimited { retry_after } => {
                format!("Too many requests. Try again in {} seconds.", seconds_to_wait(*retry_after).max(1))
            }
            Self::Internal { .. } => "Something went wrong on our side. It has been logged.".to_owned(),
        }
    }
}

impl From<DbError> for Error {
    fn from(source: DbError) -> Self {
        Self::internal("database", source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_as_long_as_the_sentence_says_has_waited_long_enough() {
        for (millis, seconds) in [(0, 1), (1, 1), (1000, 1), (1001, 2), (59_999, 60)] {
            let text = Error::RateLimited { retry_after: Duration::from_millis(millis) }.public_text();
            assert_eq!(text, format!("Too many requests. Try again in {seconds} seconds."), "{millis} ms");
        }
    }
}
