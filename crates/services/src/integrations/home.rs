//! At which Bot API server an integration's bot is to be, before anything is asked there.

use secrecy::SecretString;
use switchboard_store::entities::integration::Model;
use url::Url;

use super::{Integrations, Me, field::Field, token::BotToken, validate::Occasion};
use crate::{api_roots, bots, core::Core, error::Result};

/// Where a bot is, or is to be.
pub(super) struct Home {
    /// The server that is asked.
    pub(super) root: Url,
    /// What the integration keeps of it; `None`: it follows the configuration.
    pub(super) stored: Option<String>,
    /// Whether it is another one than before.
    pub(super) moves: bool,
}

impl Home {
    /// The server that a caller wants, by what is stored now.
    ///
    /// # Errors
    /// `BadInput` for a server that the operator does not allow; `Conflict` when the present one is not allowed any more.
    pub(super) fn of(core: &Core, wanted: &Field<String>, before: Option<&str>) -> Result<Self> {
        let stored = match wanted {
            Field::Kept => before.map(str::to_owned),
            Field::Cleared => None,
            Field::Set(text) => api_roots::choose(&core.settings, text)?.map(String::from),
        };
        let root = api_roots::of(&core.settings, stored.as_deref())?;
        let moves = stored.as_deref() != before;
        Ok(Self { root, stored, moves })
    }
}

impl Integrations {
    /// The token of a change, known at the server where the bot is to be: another one, or the present one that moves there.
    ///
    /// # Errors
    /// `BadInput` when that server does not answer for it.
    pub(super) async fn token_for(
        &self,
        found: &Model,
        other: Option<&SecretString>,
        home: &Home,
    ) -> Result<Option<(BotToken, Me)>> {
        match other {
            Some(other) => self.known_token(other, Occasion::Replacing, &home.root).await.map(Some),
            None if home.moves => {
                let token = bots::open_token(&self.core, found)?;
                self.known_token(&token, Occasion::Moving, &home.root).await.map(Some)
            }
            None => Ok(None),
        }
    }
}
