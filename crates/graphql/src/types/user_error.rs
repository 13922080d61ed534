//! Failures that are part of a mutation's answer: a program is expected to handle them.

use async_graphql::{Enum, SimpleObject};
use switchboard_services::Error;

use crate::error::Result;

/// Why a mutation did not do what it was asked for.
#[derive(SimpleObject)]
#[graphql(name = "Error")]
pub(crate) struct UserError {
    /// To branch on.
    code: ErrorCode,
    /// A sentence for a person.
    message: String,
    /// Which part of the input it is about; empty if none.
    path: Vec<String>,
}

/// Kinds of failures.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ErrorCode {
    /// The input must be changed.
    BadUserInput,
    /// The state of things forbids it now.
    Conflict,
    /// There is nothing with that id.
    NotFound,
}

/// Splits what a service answered: a value, or a failure for the payload. `path` is the part of the input that a bad one is
/// about.
///
/// # Errors
/// What is no part of the payload: who may not, what is ours, what is too often.
pub(crate) fn payload<T>(
    answer: switchboard_services::Result<T>,
    not_found: &str,
    bad_input: &str,
) -> Result<(Option<T>, Vec<UserError>)> {
    let error = match answer {
        Ok(value) => return Ok((Some(value), Vec::new())),
        Err(error) => error,
    };
    let (code, path) = match &error {
        Error::BadInput(_) => (ErrorCode::BadUserInput, bad_input),
        Error::NotFound(_) => (ErrorCode::NotFound, not_found),
        Error::Conflict(_) => (ErrorCode::Conflict, ""),
        _ => return Err(error.into()),
    };
    let path = path.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    Ok((None, vec![UserError { code, message: error.public_text(), path }]))
}
