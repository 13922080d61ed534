//! A token of the channel's own: asked of Telegram before anything is stored.

use secrecy::{ExposeSecret, SecretString};

use super::Channels;
use crate::{
    bots::{Me, token::BotToken, who_is},
    error::{Error, Result},
    telegram::{BotAccess, CallError},
};

/// Nobody pastes more.
const LONGEST: usize = 255;

impl Channels {
    /// Strips all space and asks Telegram whose token it is. Never within a transaction.
    ///
    /// # Errors
    /// `BadInput` for a token that is malformed or that Telegram refuses; `Conflict` when Telegram can't be reached.
    pub(super) async fn known_token(&self, token: &SecretString) -> Result<(BotToken, Me)> {
        if token.expose_secret().len() > LONGEST {
            return Err(refused());
        }
        let text: String = token.expose_secret().chars().filter(|c| !c.is_whitespace()).collect();
        let token = BotToken::parse(&SecretString::from(text))?;
        let api_root = self.core.settings.telegram_api_url.clone();
        let access = BotAccess { bot: token.bot, api_root, token: token.secret.clone(), token_version: 0 };
        match who_is(&self.core, &access).await {
            Ok(me) => Ok((token, me)),
            Err(error) => {
                tracing::info!(bot = token.bot, %error, "a channel's token could not be validated");
                Err(refusal(&error))
            }
        }
    }
}

/// 401 is an unknown secret, 404 a token that Telegram does not recognise as one.
fn refusal(error: &CallError) -> Error {
    match error {
        CallError::Refused { status: 401 | 404, .. } => refused(),
        _ => Error::Conflict("Telegram can't be reached now. Please try again.".to_owned()),
    }
}

fn refused() -> Error {
    Error::bad_field(
        "token",
        "Telegram refuses this token: copy it again from @BotFather, all of it, or ask there for a new one.",
    )
}
