//! Failures that are part of a mutation's answer: a program is expected to handle them.

use async_graphql::{Enum, SimpleObject};
use switchboard_services::{Complaint, Error};

use crate::error::Result;

/// Why a mutation did not do what it was asked for.
#[derive(SimpleObject)]
#[graphql(name = "Error")]
pub(crate) struct UserError {
    /// To branch on.
    code: ErrorCode,
    /// A sentence for a person.
    message: String,
    /// Which part of the input it is about, from the outside in: names of fields, and places in lists from 0; empty if none.
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

/// Splits what a service answered: a value, or a failure for the payload. `not_found` is the part of the input that names
/// what is missing, `bad_input` the part that is at fault where the service does not name one.
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
        Error::BadInput(Complaint { field: Some(field), .. }) => {
            (ErrorCode::BadUserInput, format!("input.{field}"))
        }
        Error::BadInput(_) => (ErrorCode::BadUserInput, bad_input.to_owned()),
        Error::NotFound(_) => (ErrorCode::NotFound, not_found.to_owned()),
        Error::Conflict(_) => (ErrorCode::Conflict, String::new()),
        _ => return Err(error.into()),
    };
    Ok((None, vec![UserError { code, message: error.public_text(), path: parts(&path) }]))
}

/// `input.tags[0].some_key` is `["input", "tags", "0", "someKey"]`.
fn parts(path: &str) -> Vec<String> {
    path.split(['.', '[', ']']).filter(|part| !part.is_empty()).map(camel_case).collect()
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        name + &initial.to_uppercase() + rest
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_a_service_names_is_found_in_the_input() {
        let refused = |error: Error| payload::<()>(Err(error), "input.id", "input").unwrap().1.remove(0).path;
        assert_eq!(refused(Error::bad_field("schedule.time_zone", "no")), ["input", "schedule", "timeZone"]);
        assert_eq!(refused(Error::bad_field("tags[2].key", "no")), ["input", "tags", "2", "key"]);
        assert_eq!(refused(Error::bad_input("no")), ["input"]);
        assert_eq!(refused(Error::not_found("no")), ["input", "id"]);
        assert_eq!(refused(Error::Conflict("no".to_owned())), Vec::<String>::new());
        assert!(payload::<()>(Err(Error::Forbidden("no")), "", "").is_err());
    }
}
