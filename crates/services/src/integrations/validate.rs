//! What a caller sends for an integration, before anything is stored: lengths, forms, and whether Telegram knows the token.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{Integrations, Me, field::Field, token::BotToken};
use crate::{
    error::{Error, Result},
    message_text,
    telegram::BotAccess,
};

/// The shortest and the longest token that is looked at, in characters.
const TOKEN_LENGTH: std::ops::RangeInclusive<usize> = 20..=255;
/// The longest list of agents.
const MOST_AGENTS: usize = 200;
/// The longest title, in characters.
const TITLE_LIMIT: usize = 255;

/// Which sentence a token that does not work gets.
#[derive(Clone, Copy, Debug)]
pub(super) enum Occasion {
    /// The integration is set up.
    First,
    /// Its token is replaced.
    Replacing,
    /// It goes to another Bot API server, with its token.
    Moving,
}

impl Integrations {
    /// Asks a Bot API server whose token it is. Never within a transaction.
    ///
    /// # Errors
    /// `BadInput`, the same for a malformed token, one that Telegram refuses, and a Telegram out of reach.
    pub(super) async fn known_token(
        &self,
        token: &SecretString,
        occasion: Occasion,
        api_root: &Url,
    ) -> Result<(BotToken, Me)> {
        let refusal = match occasion {
            Occasion::First => "Invalid Telegram bot token: Could not validate token with Telegram",
            Occasion::Replacing => "Invalid Telegram bot token: Could not validate new token",
            Occasion::Moving => "The Bot API server of apiUrl does not answer for this bot.",
        };
        let token = BotToken::parse(token).map_err(|_| Error::bad_input(refusal))?;
        let (api_root, secret) = (api_root.clone(), token.secret.clone());
        let access = BotAccess { bot: token.bot, api_root, token: secret, token_version: 0 };
        match self.get_me(&access).await {
            Ok(me) => Ok((token, me)),
            Err(error) => {
                tracing::info!(bot = token.bot, %error, "a bot token could not be validated");
                Err(Error::bad_input(refusal))
            }
        }
    }
}

/// # Errors
/// When it is too short or too long to be looked at.
pub(super) fn token_length(name: &str, token: &SecretString) -> Result<()> {
    if TOKEN_LENGTH.contains(&token.expose_secret().chars().count()) {
        return Ok(());
    }
    let (least, most) = (TOKEN_LENGTH.start(), TOKEN_LENGTH.end());
    Err(Error::bad_input(format!("{name} must have {least} to {most} characters.")))
}

/// # Errors
/// When Telegram could not send it: longer than 4096 UTF-16 units, or with control characters.
pub(super) fn welcome(name: &str, welcome: &Field<String>) -> Result<()> {
    let Some(text) = welcome.as_set() else { return Ok(()) };
    if message_text::units(text) > message_text::TEXT_LIMIT {
        return Err(Error::bad_input(format!(
            "{name} can have at most {} characters.",
            message_text::TEXT_LIMIT
        )));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Error::bad_input(format!("{name} contains control characters.")));
    }
    Ok(())
}

/// # Errors
/// For 0, which is no chat.
pub(super) fn chat(name: &str, chat: Option<&i64>) -> Result<()> {
    if chat == Some(&0) { Err(Error::bad_input(format!("{name} can't be 0."))) } else { Ok(()) }
}

/// The list as it is stored.
///
/// # Errors
/// For more than 200, and for what is no person's id.
pub(super) fn agents(agents: &Field<Vec<i64>>) -> Result<Field<String>> {
    Ok(match agents {
        Field::Kept => Field::Kept,
        Field::Cleared => Field::Cleared,
        Field::Set(ids) if ids.len() > MOST_AGENTS || ids.iter().any(|id| *id <= 0) => {
            let text =
                format!("agents are up to {MOST_AGENTS} Telegram ids of people, which are positive numbers.");
            return Err(Error::bad_input(text));
        }
        Field::Set(ids) => Field::Set(serde_json::json!(ids).to_string()),
    })
}

/// The title without surrounding space.
///
/// # Errors
/// When it is empty, longer than 255 characters, or has control characters.
pub(crate) fn title(title: &str) -> Result<String> {
    let title = title.trim();
    if title.is_empty() || title.chars().count() > TITLE_LIMIT {
        return Err(Error::bad_input(format!("title must have 1 to {TITLE_LIMIT} characters.")));
    }
    if title.chars().any(char::is_control) {
        return Err(Error::bad_input("title contains control characters."));
    }
    Ok(title.to_owned())
}
