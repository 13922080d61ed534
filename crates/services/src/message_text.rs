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
    if is_blank(&text) {
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

/// The text cut to `limit` UTF-16 units, with an ellipsis at its end where something is missing.
#[must_use]
pub fn cut(text: &str, limit: usize) -> String {
    if units(text) <= limit {
        return text.to_owned();
    }
    let mut kept = beginning(text, limit.saturating_sub(1)).to_owned();
    kept.push('…');
    kept
}

/// As much of the beginning of the text as fits into `limit` UTF-16 units, whole characters.
#[must_use]
pub fn beginning(text: &str, limit: usize) -> &str {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += c.len_utf16();
        if taken > limit {
            return &text[..at];
        }
    }
    text
}

/// For Telegram's HTML parse mode: outside of tags and in values of attributes.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What a text in HTML parse mode says without its markup. Never fails: what is no markup stays as it is.
#[must_use]
pub fn plain_of_html(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        rest = match from.find('>').filter(|end| is_tag(&from[1..*end])) {
            Some(end) => &from[end + 1..],
            None => {
                plain.push('<');
                &from[1..]
            }
        };
    }
    plain.push_str(rest);
    // The ampersand last: what it was part of is text.
    plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Tags of the HTML parse mode (official documentation, "HTML style").
const TAGS: &[&str] = &[
    "a",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "span",
    "tg-spoiler",
    "tg-emoji",
    "code",
    "pre",
    "blockquote",
];

fn is_tag(inside: &str) -> bool {
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let name = name.split(char::is_whitespace).next().unwrap_or_default();
    TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name))
}

/// Whether a text shows nothing: space and characters without a shape only.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(shows_nothing)
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
    fn a_cut_text_keeps_whole_characters_and_says_that_it_goes_on() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("a😀😀", 4), "a😀…");
        assert_eq!(cut("😀😀", 2), "…");
    }

    #[test]
    fn plain_text_of_html_is_what_was_escaped() {
        let said = "a < b && \"c\" > &lt; d";
        let html = format!("<b>{0}</b> <a href=\"https://x.example/?a=1&amp;b=2\">{0}</a>", escape(said));
        assert_eq!(plain_of_html(&html), format!("{said} {said}"));
        assert_eq!(plain_of_html("1 < 2 <b>3"), "1 < 2 3");
        assert_eq!(plain_of_html("<b"), "<b");
        assert_eq!(plain_of_html("<x>y</x>"), "<x>y</x>", "no tag that Telegram knows");
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
