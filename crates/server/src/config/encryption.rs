//! `[encryption]`: the keys that protect bot tokens in the database.
//!
//! The first key encrypts; the others only decrypt what was written before a rotation.

use base64::{Engine as _, alphabet, engine};
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use serde::Deserialize;

use super::Problems;

/// An AES-256 key.
pub type Key = SecretBox<[u8; 32]>;

/// Takes `+/` as well as `-_` (mapped before), with or without `=`.
const ENGINE: engine::GeneralPurpose = engine::GeneralPurpose::new(
    &alphabet::STANDARD,
    engine::GeneralPurposeConfig::new().with_decode_padding_mode(engine::DecodePaddingMode::Indifferent),
);

/// Keys as they are written; see [`Encryption::keys`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Encryption {
    key: Option<SecretString>,
}

impl Encryption {
    /// All keys, the newest first; empty when none is configured.
    pub fn keys(&self) -> Vec<Key> {
        self.written().filter_map(decode).collect()
    }

    pub(super) fn written(&self) -> impl Iterator<Item = &str> {
        let text = self.key.as_ref().map_or("", |key| key.expose_secret());
        text.split(',').map(str::trim).filter(|key| !key.is_empty())
    }

    pub(super) fn validate(&self, problems: &mut Problems) {
        for (at, key) in self.written().enumerate() {
            problems.check(
                decode(key).is_some(),
                "encryption.key",
                format!("key number {} is not 32 bytes in base64; `switchboard keygen` makes one", at + 1),
            );
        }
    }
}

fn decode(text: &str) -> Option<Key> {
    let standard = SecretString::from(text.replace('-', "+").replace('_', "/"));
    let mut key = SecretBox::new(Box::new([0_u8; 32]));
    let bytes = SecretBox::new(Box::new(ENGINE.decode(standard.expose_secret()).ok()?));
    let exact: &[u8; 32] = bytes.expose_secret().as_slice().try_into().ok()?;
    secrecy::ExposeSecretMut::expose_secret_mut(&mut key).copy_from_slice(exact);
    Some(key)
}
