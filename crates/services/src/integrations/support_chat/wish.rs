//! What is asked for: as it is typed, as it is kept until the owner decides, and what it does to the integration.

use serde::{Deserialize, Serialize};
use switchboard_store::entities::integration;

use crate::{
    error::{Error, Result},
    integrations::{field::Field, validate},
    people::Person,
};

/// What a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// `/support`: which chat.
    Chat,
    /// `/agents`: who may answer there.
    Agents,
}

/// A command as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What it is about.
    pub subject: Subject,
    /// What stands behind the command.
    pub words: String,
    /// Telegram's id of the message.
    pub message_id: i64,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Wish {
    /// That people are answered in this chat.
    Here,
    /// That they are answered nowhere any more.
    Nowhere,
    /// That only these Telegram ids may answer.
    Agents(Vec<i64>),
    /// That every member of the support chat may answer.
    Everybody,
}

impl Wish {
    /// Reads what was typed; `None` where it makes no sense.
    pub(super) fn read(ask: &Ask, person: &Person) -> Option<Self> {
        let words: Vec<&str> =
            ask.words.split([' ', ',', '\n', '\t']).filter(|word| !word.is_empty()).collect();
        match (ask.subject, words.as_slice()) {
            (Subject::Chat, []) => Some(Self::Here),
            (Subject::Chat, [word]) if word.eq_ignore_ascii_case("off") => Some(Self::Nowhere),
            (Subject::Agents, [word]) if word.eq_ignore_ascii_case("all") => Some(Self::Everybody),
            (Subject::Agents, words) if !words.is_empty() => {
                let mut ids = words.iter().map(|word| id(word, person)).collect::<Option<Vec<i64>>>()?;
                ids.sort_unstable();
                ids.dedup();
                let wish = Self::Agents(ids);
                wish.agents().is_ok().then_some(wish)
            }
            (Subject::Chat | Subject::Agents, _) => None,
        }
    }

    /// As it is kept.
    pub(super) fn stored(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::internal("a wish for a support chat", error))
    }

    /// What was kept.
    pub(super) fn of(stored: &str) -> Result<Self> {
        serde_json::from_str(stored).map_err(|error| Error::internal("a wish for a support chat", error))
    }

    /// Carries it out on an integration; `here` is Telegram's present id of the chat that it was asked in.
    pub(super) fn apply(&self, to: &mut integration::Model, here: i64) -> Result<()> {
        match self {
            Self::Here => to.support_chat_id = Some(here),
            Self::Nowhere => to.support_chat_id = None,
            Self::Agents(_) | Self::Everybody => self.agents()?.apply(&mut to.agents),
        }
        Ok(())
    }

    fn agents(&self) -> Result<Field<String>> {
        validate::agents(&match self {
            Self::Agents(ids) => Field::Set(ids.clone()),
            _ => Field::Cleared,
        })
    }
}

/// A person's Telegram id, or `me`. An admin who hides behind the group has no id of their own.
fn id(word: &str, person: &Person) -> Option<i64> {
    match word.eq_ignore_ascii_case("me") {
        true => Some(person.telegram_user_id),
        false => word.bytes().all(|byte| byte.is_ascii_digit()).then(|| word.parse().ok())?,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::fixture::person;

    fn read(subject: Subject, words: &str) -> Option<Wish> {
        Wish::read(&Ask { subject, words: words.to_owned(), message_id: 1 }, &person(42, None))
    }

    #[test]
    fn what_was_typed_is_read_and_kept() {
        for (subject, words, wish) in [
            (Subject::Chat, "", Wish::Here),
            (Subject::Chat, "OFF", Wish::Nowhere),
            (Subject::Agents, "all", Wish::Everybody),
            (Subject::Agents, "7, 5 me 7", Wish::Agents(vec![5, 7, 42])),
        ] {
            assert_eq!(read(subject, words), Some(wish.clone()), "{words}");
            assert_eq!(Wish::of(&wish.stored().unwrap()).unwrap(), wish);
        }
    }

    #[test]
    fn what_makes_no_sense_is_no_wish() {
        for (subject, words) in [
            (Subject::Chat, "please"),
            (Subject::Chat, "-100123"),
            (Subject::Agents, ""),
            (Subject::Agents, "-5"),
            (Subject::Agents, "0"),
            (Subject::Agents, "@ann"),
            (Subject::Agents, "5 all"),
            (Subject::Agents, "99999999999999999999"),
        ] {
            assert_eq!(read(subject, words), None, "{words}");
        }
    }
}
