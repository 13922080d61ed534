//! Tokens that nobody trusted has signed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;

use super::{
    house::{House, SECRET, claims, hs256, secret, sign, signed},
    keys::{RSA_PUBLIC, foreign_rsa, jwk, key_set, rsa},
};
use crate::{
    accounts::{AuthSettings, JwksSource, KeyMaterial, TrustedKey},
    actor::Origin,
};

fn encoded(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// A house that believes an RSA key by PEM.
async fn rsa_house(jwt_secret: Option<&str>) -> House {
    let key = TrustedKey {
        algorithm: Algorithm::RS256,
        issuer: "acme".to_owned(),
        tenants: vec!["acme".to_owned()],
        material: KeyMaterial::PublicKey(secret(RSA_PUBLIC)),
    };
    let jwt_secret = jwt_secret.map(secret);
    House::with(AuthSettings { jwt_secret, trusted_keys: vec![key], ..AuthSettings::default() }).await
}

#[tokio::test]
async fn an_unsigned_token_is_refused_however_none_is_spelled() {
    let house = House::open().await;
    let body = encoded(&claims(&json!({})).to_string());
    for none in ["none", "None", "NONE", "nOnE", ""] {
        let header = encoded(&json!({"alg": none, "typ": "JWT"}).to_string());
        house.refuses(&format!("{header}.{body}.")).await;
        house.refuses(&format!("{header}.{body}")).await;
        let signature = hs256(&claims(&json!({}))).rsplit_once('.').unwrap().1.to_owned();
        house.refuses(&format!("{header}.{body}.{signature}")).await;
    }
}

#[tokio::test]
async fn a_signature_taken_away_or_changed_is_refused() {
    let house = House::open().await;
    let token = hs256(&claims(&json!({})));
    house.call(&token).await.unwrap();
    let (message, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = message.split_once('.').unwrap();
    house.refuses(&format!("{message}.")).await;
    let other = encoded(&claims(&json!({"role": "admin"})).to_string());
    house.refuses(&format!("{header}.{other}.{signature}")).await;
    house.refuses(&format!("{token}.{signature}")).await;
    for junk in ["a.b.c", "...", "x", "eyJ", "a.b", "\u{1F600}.\u{1F600}.\u{1F600}"] {
        house.refuses(junk).await;
    }
}

#[tokio::test]
async fn another_secret_and_another_hash_of_the_right_secret_are_refused() {
    let house = House::open().await;
    let foreign = EncodingKey::from_secret(b"another secret that is long enough, really");
    house.refuses(&sign(&Header::default(), &claims(&json!({})), &foreign)).await;
    let right = EncodingKey::from_secret(SECRET.as_bytes());
    house.refuses(&sign(&Header::new(Algorithm::HS512), &claims(&json!({})), &right)).await;
}

#[tokio::test]
async fn a_public_key_is_no_hmac_secret() {
    let body = claims(&json!({"iss": "acme", "tenant": "acme", "role": "admin"}));
    for house in [rsa_house(None).await, rsa_house(Some(SECRET)).await] {
        house.call(&signed(Algorithm::RS256, &rsa(), None, &body)).await.unwrap();
        for bytes in [RSA_PUBLIC, RSA_PUBLIC.trim()] {
            let confused = EncodingKey::from_secret(bytes.as_bytes());
            house.refuses(&sign(&Header::default(), &body, &confused)).await;
        }
    }
}

#[tokio::test]
async fn a_modulus_from_a_jwks_is_no_hmac_secret() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jwks.json");
    let published = jwk(&rsa(), Algorithm::RS256, "one");
    std::fs::write(&path, key_set(std::slice::from_ref(&published))).unwrap();
    let jwks = Some(JwksSource::File(path));
    let house = House::with(AuthSettings { jwks, ..AuthSettings::default() }).await;
    let header = Header { kid: Some("one".to_owned()), ..Header::default() };
    let modulus = URL_SAFE_NO_PAD.decode(published["n"].as_str().unwrap()).unwrap();
    house.refuses(&sign(&header, &claims(&json!({})), &EncodingKey::from_secret(&modulus))).await;
}

#[tokio::test]
async fn the_header_never_chooses_among_a_keys_algorithms() {
    let house = rsa_house(None).await;
    let body = claims(&json!({"iss": "acme", "tenant": "acme"}));
    house.call(&signed(Algorithm::RS256, &rsa(), None, &body)).await.unwrap();
    for other in [Algorithm::RS384, Algorithm::RS512, Algorithm::PS256] {
        house.refuses(&signed(other, &rsa(), None, &body)).await;
    }
}

#[tokio::test]
async fn a_header_that_names_another_algorithm_than_the_signature_has_is_refused() {
    let house = House::open().await;
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let body = encoded(&claims(&json!({})).to_string());
    for (named, is_right) in [("HS256", true), ("HS512", false), ("RS256", false)] {
        let message = format!("{}.{body}", encoded(&json!({ "alg": named }).to_string()));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
        let token = format!("{message}.{signature}");
        if is_right {
            house.call(&token).await.unwrap();
        } else {
            house.refuses(&token).await;
        }
    }
}

#[tokio::test]
async fn a_key_that_the_token_brings_along_is_not_believed() {
    let house = rsa_house(None).await;
    let body = claims(&json!({"iss": "acme", "tenant": "acme"}));
    house.refuses(&signed(Algorithm::RS256, &foreign_rsa(), None, &body)).await;
    let brought = serde_json::from_value(jwk(&foreign_rsa(), Algorithm::RS256, "mine")).unwrap();
    let header = Header { jwk: Some(brought), ..Header::new(Algorithm::RS256) };
    house.refuses(&sign(&header, &body, &foreign_rsa())).await;
}

#[tokio::test]
async fn a_header_that_must_be_understood_and_is_not_is_refused() {
    let house = House::open().await;
    let header = Header { crit: Some(vec!["b64".to_owned()]), ..Header::default() };
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    house.refuses(&sign(&header, &claims(&json!({})), &key)).await;
}

#[tokio::test]
async fn a_token_over_8_kib_is_not_looked_at() {
    let house = House::open().await;
    house.refuses(&hs256(&claims(&json!({"padding": "a".repeat(8 * 1024)})))).await;
}

#[tokio::test]
async fn no_header_or_another_scheme_is_nobody() {
    let house = House::open().await;
    let token = hs256(&claims(&json!({})));
    assert!(house.accounts.authenticate(Some(&format!("bEARER {token}")), Origin::default()).await.is_ok());
    for header in
        [None, Some(token.as_str()), Some(&format!("Basic {token}")), Some(&format!("Bearer {token} x"))]
    {
        let error = house.accounts.authenticate(header, Origin::default()).await.unwrap_err();
        assert_eq!(error.code(), "UNAUTHENTICATED", "{header:?}");
    }
}
