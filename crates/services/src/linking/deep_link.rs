//! Deep links: `https://t.me/<bot>?start=<token>`, which the application shows to its signed-in user.
//!
//! The token is random, lives 20 minutes, works once, for its tenant, its bot and its user. It is kept sealed, since the
//! same link is shown again while it is outstanding, and found by a hash keyed by our secret. `deep_link_issue` makes it,
//! `deep_link_open` is /start with it in the bot, `deep_link_press` its two buttons.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use rand::RngCore;
use secrecy::{ExposeSecret, SecretString};
use switchboard_store::{LinkTokenId, entities::link_token};

use crate::{
    core::Core,
    error::{Error, Result},
    sealing::{Keyring, Sealed},
};

/// How long a link works.
pub(super) const LIFETIME: Duration = Duration::minutes(20);
/// Random bytes of a token: 43 characters, of the 64 that Telegram lets a deep link carry (official documentation,
/// "Deep Linking").
const BYTES: usize = 32;
const LENGTH: usize = 43;
const PURPOSE: &str = "deep link";

/// A link to show to its user. `Debug` shows no token.
#[derive(Debug)]
pub struct DeepLink {
    url: SecretString,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
}

impl DeepLink {
    pub(super) fn new(bot_username: &str, token: &SecretString, expires_at: DateTime<Utc>) -> Self {
        let url = format!("https://t.me/{bot_username}?start={}", token.expose_secret());
        Self { url: url.into(), expires_at }
    }

    /// The address. Whoever has it can link the account to their own chat.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.expose_secret()
    }
}

/// A new token.
pub(super) fn random_token() -> SecretString {
    let mut bytes = zeroize::Zeroizing::new([0u8; BYTES]);
    rand::rng().fill_bytes(bytes.as_mut());
    URL_SAFE_NO_PAD.encode(bytes.as_ref()).into()
}

/// Whether somebody's `/start` payload has the form of a token. Others are not looked for.
pub(super) fn looks_like_one(payload: &str) -> bool {
    payload.len() == LENGTH
        && payload.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// What a new token is stored with.
pub(crate) fn hash(keyring: &Keyring, token: &SecretString) -> Vec<u8> {
    keyring.keyed_hash(PURPOSE, token.expose_secret().as_bytes())
}

/// What a token may have been stored with.
pub(super) fn hashes(keyring: &Keyring, payload: &str) -> Vec<Vec<u8>> {
    keyring.keyed_hashes(PURPOSE, payload.as_bytes())
}

/// Seals a token for its row.
pub(super) fn seal(core: &Core, id: LinkTokenId, token: &SecretString) -> Result<Sealed> {
    core.keyring.seal(token, &sealed_for(id))
}

/// Opens a row's token.
pub(super) fn unseal(core: &Core, row: &link_token::Model) -> Result<SecretString> {
    let sealed = Sealed {
        key_id: row.token_key_id.clone(),
        nonce: row.token_nonce.clone(),
        ciphertext: row.token_ciphertext.clone(),
    };
    core.keyring
        .open(&sealed, &sealed_for(row.id))
        .map_err(|error| Error::internal("a deep link's token", error))
}

/// What a token is bound to when it is sealed.
pub(crate) fn sealed_for(id: LinkTokenId) -> String {
    format!("link_token/{id}/token")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_43_characters_that_telegram_takes_and_is_another_one_each_time() {
        let (one, other) = (random_token(), random_token());
        assert!(looks_like_one(one.expose_secret()));
        assert_ne!(one.expose_secret(), other.expose_secret());
        for payload in ["", "promo", &"a".repeat(42), &"a".repeat(44), &"я".repeat(21), &"+".repeat(43)] {
            assert!(!looks_like_one(payload), "{payload}");
        }
    }

    #[test]
    fn a_link_shows_its_token_only_where_it_is_asked_for() {
        let link = DeepLink::new("shop_bot", &"secret-token".to_owned().into(), DateTime::UNIX_EPOCH);
        assert_eq!(link.url(), "https://t.me/shop_bot?start=secret-token");
        assert!(!format!("{link:?}").contains("secret-token"));
    }
}
