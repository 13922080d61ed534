//! What a plain text must be before it is accepted: said at once to the caller, not hours later by Telegram.

use crate::error::{Error, Result};

/// Telegram's limit for a text, in UTF-16 code units after parsing (official documentation, `sendMessage`).
pub const TEXT_LIMIT: usize = 4096;
/// Telegram's limit for a caption, in UTF-16 code units after parsing (official documentation, `sendPhoto`).
pub const CAPTION_LIMIT: usize = 1024;

/// The length that Telegram counts: UTF-16 code units.
#[must_use]
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text as it is sent: line ends are `\n`. Other control characters than line end and tab are refused rather than
/// taken out, because what was asked for would not be what arrives; a database cannot keep all of them either.
///
/// # Errors
/// [`Error::BadInput`] when it shows nothing, is longer than [`TEXT_LIMIT`], or has control characters.
pub fn checked(text: &str) -> Result<String> {
    let text = text.replace("\r\n", "\n");
    // Telegram trims a text and refuses what is left empty; format and zero-width characters alone show nothing either.
    if text.chars().all(shows_nothing) {
        return Err(Error::bad_input("The message is empty."));
    }
    let length = units(&text);
    if length > TEXT_LIMIT {
        return Err(Error::bad_input(format!(
            "The message is too long: {length} of at most {TEXT_LIMIT} characters."
        )));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(Error::bad_input("The message contains control characters."));
    }
    Ok(text)
}

/// Whether [`checked`] takes the text.
///
/// # Errors
/// As [`checked`].
pub fn check(text: &str) -> Result<()> {
    checked(text).map(|_| ())
}

fn shows_nothing(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_shows_nothing_is_refused() {
        for text in ["", " \n\t", "\u{200b}\u{feff}", "\u{202e} \u{2067}"] {
            assert!(matches!(checked(text), Err(Error::BadInput(_))), "{text:?}");
        }
    }

    #[test]
    fn the_limit_is_4096_utf_16_units() {
        assert!(checked(&"я".repeat(4096)).is_ok());
        assert!(checked(&"я".repeat(4097)).is_err());
        assert!(checked(&"😀".repeat(2048)).is_ok());
        assert!(checked(&("😀".repeat(2048) + "a")).is_err());
    }

    #[test]
    fn control_characters_are_refused_and_the_rest_stays_as_it_is() {
        for control in ["a\0b", "a\u{7}b", "a\u{85}b", "a\u{7f}", "\0"] {
            assert!(checked(control).is_err(), "{control:?}");
        }
        assert_eq!(checked("a\r\n\tשלום \u{200f}👨‍👩‍👧 مرحبا").unwrap(), "a\n\tשלום \u{200f}👨‍👩‍👧 مرحبا");
    }
}
