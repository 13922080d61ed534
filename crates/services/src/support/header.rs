//! The line that tells agents who writes.

use switchboard_store::{entities::contact, links::LinkedUser};

use crate::texts::support;

/// How many characters of a name (Telegram allows 64 for each half) or an id are shown.
const SHOWN: usize = 128;

/// The header for a contact, whose linked user is `user`.
pub(super) fn of(contact: &contact::Model, user: Option<&LinkedUser>) -> String {
    let name = match &contact.last_name {
        Some(last) => one_line(&format!("{} {last}", contact.first_name)),
        None => one_line(&contact.first_name),
    };
    let account = user.map(|user| one_line(&user.external_id));
    support::header(&name, contact.username.as_deref(), account.as_deref())
}

/// A name that stays in its place: without line breaks, and without characters that turn the line's direction around.
fn one_line(name: &str) -> String {
    let turns =
        |c: &char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let visible: String = name.chars().filter(|c| !turns(c)).collect();
    let words: Vec<&str> =
        visible.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_name_cannot_break_the_line_or_turn_it_around() {
        assert_eq!(one_line("Ann\n · user 1\u{202e}\tLee"), "Ann · user 1 Lee");
        assert_eq!(one_line("שלום"), "שלום");
        assert_eq!(one_line(&"я".repeat(500)).chars().count(), 129);
    }
}
