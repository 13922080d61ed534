//! Keys that were made for these tests with openssl and sign nothing else.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, jwk::Jwk};
use serde_json::{Value, json};

pub(super) const RSA_PUBLIC: &str = include_str!("keys/rsa.public.pem");
pub(super) const EC_PUBLIC: &str = include_str!("keys/ec.public.pem");
pub(super) const ED_PUBLIC: &str = include_str!("keys/ed.public.pem");

pub(super) fn rsa() -> EncodingKey {
    EncodingKey::from_rsa_pem(include_bytes!("keys/rsa.private.pem")).unwrap()
}

pub(super) fn foreign_rsa() -> EncodingKey {
    EncodingKey::from_rsa_pem(include_bytes!("keys/foreign_rsa.private.pem")).unwrap()
}

pub(super) fn ec() -> EncodingKey {
    EncodingKey::from_ec_pem(include_bytes!("keys/ec.private.pem")).unwrap()
}

pub(super) fn ed() -> EncodingKey {
    EncodingKey::from_ed_pem(include_bytes!("keys/ed.private.pem")).unwrap()
}

/// The public half of an RSA or EC key as a JWK.
pub(super) fn jwk(key: &EncodingKey, algorithm: Algorithm, key_id: &str) -> Value {
    let mut jwk = serde_json::to_value(Jwk::from_encoding_key(key, algorithm).unwrap()).unwrap();
    jwk["kid"] = json!(key_id);
    jwk["use"] = json!("sig");
    jwk
}

/// The public half of the Ed25519 key as a JWK.
pub(super) fn ed_jwk(key_id: &str) -> Value {
    let key = DecodingKey::from_ed_pem(ED_PUBLIC.as_bytes()).unwrap();
    let x = URL_SAFE_NO_PAD.encode(key.as_bytes());
    json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key_id, "x": x})
}

pub(super) fn key_set(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}
