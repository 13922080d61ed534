//! What an account is called in a chat. Names come from the host application's tokens, so they are cut and cleaned of
//! what could disguise them.

use switchboard_store::entities::app_user;

use crate::actor::ActingUser;

/// Longer names are cut here; long enough for every real one.
const LONGEST: usize = 64;

/// The acting user's account.
pub(super) fn of_caller(user: &ActingUser) -> String {
    label(user.name.as_deref(), &user.external_id)
}

/// A stored account.
pub(super) fn of_stored(user: &app_user::Model) -> String {
    label(user.name.as_deref(), &user.external_id)
}

/// `Anna (7)`, or only the id in the host application where there is no name.
fn label(name: Option<&str>, external_id: &str) -> String {
    let id = clean(external_id);
    match name.map(clean).filter(|name| !name.is_empty() && *name != id) {
        Some(name) => format!("{name} ({id})"),
        None => id,
    }
}

fn clean(text: &str) -> String {
    let visible: String = text.trim().chars().filter(|c| !c.is_control() && !turns_text_around(*c)).collect();
    visible.chars().take(LONGEST).collect()
}

/// Marks that make what follows read in another order than it is written.
fn turns_text_around(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_disguise_the_account() {
        assert_eq!(label(Some("Anna"), "7"), "Anna (7)");
        assert_eq!(label(Some(" \n"), "7"), "7");
        assert_eq!(label(None, "7"), "7");
        assert_eq!(label(Some("\u{202e}annA\nYour code:"), "7"), "annAYour code: (7)");
        assert_eq!(label(Some(&"x".repeat(5000)), "7").chars().count(), 64 + 4);
    }
}
