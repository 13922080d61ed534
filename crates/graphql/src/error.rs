//! How a service's refusal travels in GraphQL: the public text, and `extensions.code` to branch on.
//!
//! Resolvers return [`GraphqlError`] and nothing else. It has no `Display` and is made from a service's error only, so
//! `?` cannot carry any other text to a client; the library's own conversion of everything that can be displayed is
//! switched off. What is our fault is logged here, once, with its sources, when the service's error is taken over.

use std::error::Error as _;

use async_graphql::{ErrorExtensionValues, Pos, ServerError};
use switchboard_services::Error;

/// The result of a resolver.
pub(crate) type Result<T> = std::result::Result<T, GraphqlError>;

/// An error as clients see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphqlError {
    code: &'static str,
    message: String,
    /// Whole seconds, at least one.
    retry_after: Option<u64>,
}

impl From<Error> for GraphqlError {
    fn from(error: Error) -> Self {
        let retry_after = match &error {
            Error::RateLimited { retry_after } => {
                // Rounded up: a client that waits exactly this long is let in.
                Some(retry_after.as_millis().div_ceil(1000).max(1).try_into().unwrap_or(u64::MAX))
            }
            Error::Internal { context, .. } => {
                tracing::error!(context, causes = causes(&error), "a GraphQL request failed");
                None
            }
            _ => None,
        };
        Self { code: error.code(), message: error.public_text(), retry_after }
    }
}

impl GraphqlError {
    /// The sentence for the caller.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// To branch on.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// Whole seconds to wait.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }
}

impl From<GraphqlError> for ServerError {
    /// Of a whole operation, at no place in it.
    fn from(error: GraphqlError) -> Self {
        let mut whole = async_graphql::Error::from(error).into_server_error(Pos::default());
        whole.locations.clear();
        whole
    }
}

impl From<GraphqlError> for async_graphql::Error {
    fn from(error: GraphqlError) -> Self {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", error.code);
        if let Some(seconds) = error.retry_after {
            extensions.set("retryAfter", seconds);
        }
        Self { extensions: Some(extensions), ..Self::new(error.message) }
    }
}

/// What failed beneath, outermost first.
fn causes(error: &Error) -> String {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    causes.join(": ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use async_graphql::Value;

    use super::*;

    fn public(error: Error) -> async_graphql::Error {
        GraphqlError::from(error).into()
    }

    fn extension(error: &async_graphql::Error, name: &str) -> Option<Value> {
        error.extensions.as_ref().and_then(|extensions| extensions.get(name)).cloned()
    }

    #[test]
    fn every_error_carries_its_code_and_public_text() {
        for error in [
            Error::Unauthenticated("Sign in first."),
            Error::Forbidden("You are not allowed to do this."),
            Error::not_found("No such user."),
            Error::bad_input("Too long."),
            Error::RateLimited { retry_after: Duration::from_secs(3) },
            Error::Conflict("Connected elsewhere.".to_owned()),
            Error::broken("a broken invariant"),
        ] {
            let (code, text) = (error.code(), error.public_text());
            let public = public(error);
            assert_eq!(extension(&public, "code"), Some(Value::from(code)));
            assert_eq!(public.message, text);
        }
    }

    #[test]
    fn a_rate_limit_says_how_many_seconds_to_wait() {
        let limited = public(Error::RateLimited { retry_after: Duration::from_millis(1500) });
        assert_eq!(extension(&limited, "retryAfter"), Some(Value::from(2)));
        let almost_over = public(Error::RateLimited { retry_after: Duration::ZERO });
        assert_eq!(extension(&almost_over, "retryAfter"), Some(Value::from(1)));
        assert_eq!(extension(&public(Error::bad_input("no")), "retryAfter"), None);
    }

    #[test]
    fn nothing_of_the_database_reaches_a_client() {
        let raw = "UNIQUE constraint failed: link.user_id";
        let failed = public(Error::internal("linking", std::io::Error::other(raw)));
        let seen = serde_json::to_string(&failed).unwrap();
        assert!(!seen.contains(raw) && !seen.contains("linking"), "{seen}");
        assert!(failed.source.is_none());
    }

    /// Compiles only while a service's error, which can be displayed, has no way into a GraphQL error of its own.
    #[test]
    fn raw_text_cannot_slip_through_the_question_mark() {
        trait AmbiguousIfConvertible<A> {
            fn marker() {}
        }
        impl<T: ?Sized> AmbiguousIfConvertible<()> for T {}
        impl<T: Into<async_graphql::Error>> AmbiguousIfConvertible<u8> for T {}
        <Error as AmbiguousIfConvertible<_>>::marker();
        <std::io::Error as AmbiguousIfConvertible<_>>::marker();
        <dyn std::fmt::Display as AmbiguousIfConvertible<_>>::marker();
    }
}
