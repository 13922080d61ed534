//! A bot's token: the bot's id, a colon, a secret.

use secrecy::{ExposeSecret, SecretString};
use switchboard_store::BotId;

use crate::error::{Error, Result};

/// A token of the right form. Whether Telegram knows it is another question.
#[derive(Debug)]
pub(crate) struct BotToken {
    /// The number before the colon.
    pub(crate) bot: BotId,
    /// All of it.
    pub(crate) secret: SecretString,
}

impl BotToken {
    /// Reads 3 to 20 digits, a colon, and 30 or more of `A-Za-z0-9_-`. Surrounding space is no part of it.
    ///
    /// # Errors
    /// A sentence that does not show the token.
    pub(crate) fn parse(token: &SecretString) -> Result<Self> {
        let text = token.expose_secret().trim();
        let malformed = || {
            Error::bad_field(
                "token",
                "The bot token is malformed: it is a number, a colon and at least 30 letters, digits, `_` or `-`, \
                 as @BotFather shows it.",
            )
        };
        let (bot, secret) = text.split_once(':').ok_or_else(malformed)?;
        let is_number = (3..=20).contains(&bot.len()) && bot.bytes().all(|byte| byte.is_ascii_digit());
        let is_secret = secret.len() >= 30
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        if !is_number || !is_secret {
            return Err(malformed());
        }
        let bot = bot.parse().map_err(|_| malformed())?;
        Ok(Self { bot, secret: SecretString::from(text.to_owned()) })
    }

    /// The last four characters, for the masked form.
    pub(crate) fn hint(&self) -> String {
        let text = self.secret.expose_secret();
        text[text.len().saturating_sub(4)..].to_owned()
    }

    /// Whether both are the same token.
    pub(crate) fn is(&self, other: &SecretString) -> bool {
        self.secret.expose_secret() == other.expose_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_malformed_token_is_refused_without_being_shown() {
        let secret = "A".repeat(35);
        for token in [
            String::new(),
            "123456".to_owned(),
            format!("12:{secret}"),
            format!("{}:{secret}", "1".repeat(21)),
            format!("99999999999999999999:{secret}"),
            format!("+123456:{secret}"),
            format!("123456:{}", "A".repeat(29)),
            format!("123456:{secret}/"),
            format!("123456:{secret}:1"),
        ] {
            let error = BotToken::parse(&token.clone().into()).unwrap_err();
            assert!(
                matches!(&error, Error::BadInput(complaint) if !complaint.text.contains("AAAA")),
                "{token}"
            );
        }
    }

    #[test]
    fn a_token_names_its_bot() {
        let token = BotToken::parse(&format!(" 123456:{}wxyz\n", "a".repeat(31)).into()).unwrap();
        assert_eq!((token.bot, token.hint().as_str()), (123_456, "wxyz"));
        assert!(!format!("{token:?}").contains("wxyz"));
    }
}
