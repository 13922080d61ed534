//! Every text that people read in Telegram, in English and Russian, in this one place.
//!
//! A text is a function of the language and of what it names, so a missing argument or translation does not compile.
//! All are plain text (no parse mode): names of people and accounts need no escaping.

pub mod channels;
pub mod commands;
pub mod deep_links;
pub mod integrations;
pub mod leads;
pub mod linking;
pub mod notifications;
pub mod settings;
pub mod support;
pub mod support_chat;

/// A language of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    /// English, for everybody whose language we do not speak.
    #[default]
    En,
    /// Russian.
    Ru,
}

impl Lang {
    /// The language for an IETF tag such as `ru-RU`; English where it is missing or unknown.
    #[must_use]
    pub fn from_code(code: Option<&str>) -> Self {
        match code {
            Some(code) if code.split('-').next().is_some_and(|tag| tag.eq_ignore_ascii_case("ru")) => {
                Self::Ru
            }
            _ => Self::En,
        }
    }

    /// `en` or `ru`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }
}
