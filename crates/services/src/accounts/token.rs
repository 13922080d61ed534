//! A signed token, taken apart but not believed yet. Only `trust` turns it into an identity.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, crypto, decode_header};
use serde_json::{Map, Value};

use super::verifying_key::VerifyingKey;

/// What a token says about itself.
pub(super) struct Unverified<'a> {
    /// What the header names. It never chooses: a key is tried only if its own algorithm is this one.
    pub(super) algorithm: Algorithm,
    /// The key that the header names.
    pub(super) key_id: Option<String>,
    /// What is claimed.
    pub(super) claims: Map<String, Value>,
    message: &'a str,
    signature: &'a str,
}

impl<'a> Unverified<'a> {
    /// `None` for anything but three parts with a header that names a known algorithm (`none` is not one) and asks for
    /// nothing that we don't know (`crit`).
    pub(super) fn parse(token: &'a str) -> Option<Self> {
        let (message, signature) = token.rsplit_once('.')?;
        let (_, payload) = message.split_once('.')?;
        let header = decode_header(token).ok()?;
        if header.crit.is_some() || signature.is_empty() {
            return None;
        }
        let claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
        Some(Self { algorithm: header.alg, key_id: header.kid, claims, message, signature })
    }

    /// The issuer that is claimed; decides which keys are tried.
    pub(super) fn issuer(&self) -> Option<&str> {
        self.claims.get("iss").and_then(Value::as_str)
    }

    /// Whether `key` made the signature, by the key's own algorithm.
    pub(super) fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        key.algorithm == self.algorithm
            && crypto::verify(self.signature, self.message.as_bytes(), &key.key, key.algorithm)
                .unwrap_or(false)
    }
}
