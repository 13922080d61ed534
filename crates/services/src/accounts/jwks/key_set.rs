//! The keys of a JWKS document (RFC 7517) that can check a token's signature. The others in it are passed over: one key of
//! an unknown kind must not make the rest useless.

use jsonwebtoken::{Algorithm, jwk::Jwk};
use serde::Deserialize;
use serde_json::Value;

use crate::accounts::verifying_key::VerifyingKey;

/// More keys than this in one set are a mistake, and each would be tried on tokens that name none.
const MOST_KEYS: usize = 32;

#[derive(Debug, Default)]
pub(super) struct KeySet(Vec<(Option<String>, VerifyingKey)>);

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl KeySet {
    /// Reads a document; `Err` says why it is none.
    pub(super) fn parse(document: &[u8], only: Option<Algorithm>) -> Result<Self, String> {
        let document: Document =
            serde_json::from_slice(document).map_err(|_| "this is no JWKS (RFC 7517)".to_owned())?;
        let keys: Vec<_> = document.keys.into_iter().filter_map(|key| usable(key, only)).collect();
        if keys.len() > MOST_KEYS {
            return Err(format!("there are more than {MOST_KEYS} keys in the set"));
        }
        Ok(Self(keys))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether reading the set again could not tell more: the named key is here, or, where none is named, one that fits.
    pub(super) fn knows(&self, key_id: Option<&str>, algorithm: Algorithm) -> bool {
        match key_id {
            Some(_) => self.0.iter().any(|(id, _)| id.as_deref() == key_id),
            None => self.0.iter().any(|(_, key)| key.algorithm == algorithm),
        }
    }

    /// The keys of that id, or all where a token names none, with that algorithm.
    pub(super) fn find(&self, key_id: Option<&str>, algorithm: Algorithm) -> Vec<VerifyingKey> {
        let named = |id: &Option<String>| key_id.is_none() || id.as_deref() == key_id;
        self.0
            .iter()
            .filter(|(id, key)| named(id) && key.algorithm == algorithm)
            .map(|(_, key)| key.clone())
            .collect()
    }
}

fn usable(key: Value, only: Option<Algorithm>) -> Option<(Option<String>, VerifyingKey)> {
    let jwk: Jwk = serde_json::from_value(key).ok()?;
    let key = VerifyingKey::from_jwk(&jwk, only)?;
    Some((jwk.common.key_id, key))
}
