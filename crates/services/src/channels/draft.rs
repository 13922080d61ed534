//! What a channel may hold.

use crate::{
    error::{Error, Result},
    message_text::{is_blank, units},
    people,
};

/// The most topics of a channel.
const MOST_TOPICS: usize = 50;
/// The longest topic, in UTF-16 units.
const LONGEST_TOPIC: usize = 64;
/// The longest name, in UTF-16 units.
const LONGEST_NAME: usize = 255;
/// The longest id: 19 digits and a sign.
const LONGEST_ID: usize = 20;

/// A name without surrounding space.
///
/// # Errors
/// When it shows nothing, is longer than 255 characters, or has control characters.
pub(super) fn name(name: &str) -> Result<String> {
    let name = name.trim();
    if is_blank(name) || units(name) > LONGEST_NAME {
        return Err(Error::bad_field("name", format!("name must have 1 to {LONGEST_NAME} characters.")));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::bad_field("name", "name contains control characters."));
    }
    Ok(name.to_owned())
}

/// A chat id as it was written, without surrounding space.
///
/// # Errors
/// For what is no whole number of 64 bits, and for 0.
pub(super) fn chat_id(text: &str) -> Result<String> {
    let text = text.trim();
    if text.len() > LONGEST_ID || people::telegram_chat_id(text).ok().is_none_or(|id| id == 0) {
        return Err(Error::bad_field(
            "chat_id",
            "chat_id is a whole number, for example 123456789 for a person or -1001234567890 for a group.",
        ));
    }
    Ok(text.to_owned())
}

/// `field` is the name of what is read.
///
/// # Errors
/// Outside of 1 to 5.
pub(super) fn level(field: &str, level: i32) -> Result<i32> {
    if (1..=5).contains(&level) {
        return Ok(level);
    }
    Err(Error::bad_field(field, "level is a number from 1 to 5."))
}

/// A topic in lower case, without surrounding space. `field` is the name of what is read.
///
/// # Errors
/// For anything but 1 to 64 letters, digits, `_`, `-`, `.`, `:` and `/`.
pub(super) fn topic(field: &str, topic: &str) -> Result<String> {
    let topic = topic.trim().to_lowercase();
    let is_name = (1..=LONGEST_TOPIC).contains(&units(&topic))
        && topic.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/'));
    let text = "A topic is 1 to 64 letters, digits, `_`, `-`, `.`, `:` or `/`, for example orders.paid.";
    if is_name { Ok(topic) } else { Err(Error::bad_field(field, text)) }
}

/// Topics as they are stored.
///
/// # Errors
/// As [`topic`]; for more than 50, and for one that is there twice.
pub(super) fn topics(topics: &[String]) -> Result<String> {
    if topics.len() > MOST_TOPICS {
        return Err(Error::bad_field("topics", format!("topics are {MOST_TOPICS} at most.")));
    }
    let mut known: Vec<String> = Vec::with_capacity(topics.len());
    for (at, name) in topics.iter().enumerate() {
        let field = format!("topics[{at}]");
        let name = topic(&field, name)?;
        if known.contains(&name) {
            return Err(Error::bad_field(field, format!("The topic {name} is there twice.")));
        }
        known.push(name);
    }
    Ok(serde_json::json!(known).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chat_ids_are_kept_as_they_were_written_but_for_the_space_around_them() {
        for (written, kept) in [
            (" -1001234567890\n", "-1001234567890"),
            ("7", "7"),
            ("007", "007"),
            ("-9223372036854775808", "-9223372036854775808"),
        ] {
            assert_eq!(chat_id(written).unwrap(), kept);
        }
        for text in
            ["", " ", "0", "-0", "+7", "7.0", "@name", "--7", "−1001234567890", "1e3", "9223372036854775808"]
        {
            assert!(chat_id(text).is_err(), "{text}");
        }
    }

    #[test]
    fn topics_are_compared_in_lower_case_and_stand_there_once() {
        let list = |topics: &[&str]| topics.iter().map(|topic| (*topic).to_owned()).collect::<Vec<_>>();
        assert_eq!(topics(&list(&[" Orders.Paid ", "заказы"])).unwrap(), r#"["orders.paid","заказы"]"#);
        assert!(topics(&list(&["a", "A"])).is_err());
        assert!(topics(&vec!["x".to_owned(); 51]).is_err());
        for name in ["", " ", "a b", "a\n", "\u{200b}", &"a".repeat(65)] {
            let is_trimmed = name == "a\n";
            assert_eq!(topic("topic", name).is_ok(), is_trimmed, "{name:?}");
        }
    }

    #[test]
    fn names_show_something() {
        assert_eq!(name(" On call ").unwrap(), "On call");
        for text in ["", " ", "\u{200b}", "a\nb", "a\0", &"я".repeat(256)] {
            assert!(name(text).is_err(), "{text:?}");
        }
        let level = |number| level("level", number);
        assert!(level(0).is_err() && level(6).is_err() && level(5).is_ok());
    }
}
