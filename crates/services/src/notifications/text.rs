//! The text of a notification as it is stored and sent.

use crate::{
    error::{Error, Result},
    message_text,
};

/// Line ends are `\n`. Other control characters than line end and tab are refused rather than taken out: what arrives
/// would not be what was asked for, and PostgreSQL takes no NUL.
///
/// # Errors
/// `BadInput` for a text without anything to see, one that is too long, or one with control characters.
pub(super) fn checked(text: &str) -> Result<String> {
    let text = text.replace("\r\n", "\n");
    message_text::check(&text)?;
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(Error::bad_input("The message contains control characters."));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_refused_and_line_ends_are_kept() {
        for text in ["a\0b", "a\u{7}b", "a\u{85}b", "a\u{7f}", "\0", " "] {
            assert!(checked(text).is_err(), "{text:?}");
        }
        assert_eq!(checked("a\r\n\tשלום 👩‍👩‍👧").unwrap(), "a\n\tשלום 👩‍👩‍👧");
    }
}
