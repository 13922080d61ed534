//! Keys from a JWKS file, which its owner replaces while we run.

use std::path::PathBuf;

use chrono::TimeDelta;
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::{
    house::{House, claims, signed},
    keys::{ec, ed, ed_jwk, foreign_rsa, jwk, key_set, rsa},
};
use crate::accounts::{Accounts, AuthSettings, JwksSource, KeyMaterial, TrustedKey};

struct Published {
    house: House,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

async fn published(keys: &[Value]) -> Published {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jwks.json");
    std::fs::write(&path, key_set(keys)).unwrap();
    let jwks = Some(JwksSource::File(path.clone()));
    let house = House::with(AuthSettings { jwks, ..AuthSettings::default() }).await;
    Published { house, path, _folder: folder }
}

fn token(algorithm: Algorithm, key: &jsonwebtoken::EncodingKey, key_id: Option<&str>) -> String {
    signed(algorithm, key, key_id, &claims(&json!({})))
}

#[tokio::test]
async fn every_asymmetric_kind_of_key_is_read() {
    let ps = jwk(&foreign_rsa(), Algorithm::PS512, "ps");
    let keys = [jwk(&rsa(), Algorithm::RS256, "rs"), ps, jwk(&ec(), Algorithm::ES256, "es"), ed_jwk("ed")];
    let Published { house, .. } = published(&keys).await;
    for (algorithm, key, id) in [
        (Algorithm::RS256, rsa(), "rs"),
        (Algorithm::PS512, foreign_rsa(), "ps"),
        (Algorithm::ES256, ec(), "es"),
        (Algorithm::EdDSA, ed(), "ed"),
    ] {
        house.call(&token(algorithm, &key, Some(id))).await.unwrap();
        house.call(&token(algorithm, &key, None)).await.unwrap();
        house.refuses(&token(algorithm, &key, Some("unknown"))).await;
    }
    house.refuses(&token(Algorithm::RS512, &rsa(), Some("rs"))).await;
    house.refuses(&token(Algorithm::RS256, &foreign_rsa(), Some("rs"))).await;
    house.refuses(&token(Algorithm::RS256, &rsa(), Some("es"))).await;
}

#[tokio::test]
async fn keys_for_other_uses_and_shared_secrets_are_passed_over() {
    let without = |name: &str, value: Value| {
        let mut key = jwk(&rsa(), Algorithm::RS256, "bad");
        key[name] = value;
        key
    };
    let shared = json!({"kty": "oct", "alg": "HS256", "kid": "bad", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ"});
    let short_ed = json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "bad", "x": "AAAA"});
    let bad = [
        without("use", json!("enc")),
        without("key_ops", json!(["encrypt"])),
        without("alg", json!("RSA-OAEP")),
        without("alg", json!("HS256")),
        without("alg", json!("ES256")),
        without("alg", json!("none")),
        without("n", json!("AQAB")),
        shared,
        short_ed,
        json!({"kty": "EC", "crv": "P-521", "kid": "bad", "x": "AA", "y": "AA"}),
        json!({"kty": "EC", "crv": "P-256", "kid": "bad", "x": "AA", "y": "AA"}),
        json!("no key"),
    ];
    for bad in bad {
        let Published { house, .. } = published(&[bad.clone(), ed_jwk("good")]).await;
        house.call(&token(Algorithm::EdDSA, &ed(), Some("good"))).await.unwrap();
        house.refuses(&token(Algorithm::RS256, &rsa(), Some("bad"))).await;
        house.refuses(&token(Algorithm::EdDSA, &ed(), Some("bad"))).await;
        let secret = jsonwebtoken::EncodingKey::from_secret(b"secret-secret-secret-secret-1234");
        house.refuses(&token(Algorithm::HS256, &secret, Some("bad"))).await;
    }
}

#[tokio::test]
async fn a_key_without_an_algorithm_has_the_usual_one_and_no_other() {
    let mut key = jwk(&rsa(), Algorithm::RS256, "one");
    key.as_object_mut().unwrap().remove("alg");
    let Published { house, .. } = published(&[key]).await;
    house.call(&token(Algorithm::RS256, &rsa(), Some("one"))).await.unwrap();
    house.refuses(&token(Algorithm::PS256, &rsa(), Some("one"))).await;
    house.refuses(&token(Algorithm::RS512, &rsa(), Some("one"))).await;
}

#[tokio::test]
async fn a_changed_file_is_read_again_and_a_removed_key_is_believed_no_more() {
    let Published { house, path, _folder } = published(&[jwk(&rsa(), Algorithm::RS256, "old")]).await;
    let (old, new) =
        (token(Algorithm::RS256, &rsa(), Some("old")), token(Algorithm::EdDSA, &ed(), Some("new")));
    house.call(&old).await.unwrap();
    house.refuses(&new).await;
    std::fs::write(&path, key_set(&[ed_jwk("new")])).unwrap();
    house.call(&new).await.unwrap();
    house.refuses(&old).await;
}

#[tokio::test]
async fn an_unknown_key_makes_a_file_be_read_again_that_looks_the_same() {
    let Published { house, path, _folder } = published(&[ed_jwk("one")]).await;
    let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
    std::fs::write(&path, key_set(&[ed_jwk("two")])).unwrap();
    std::fs::File::options().append(true).open(&path).unwrap().set_modified(modified).unwrap();
    house.call(&token(Algorithm::EdDSA, &ed(), Some("two"))).await.unwrap();
}

#[tokio::test]
async fn a_file_that_broke_or_went_away_leaves_the_known_keys_in_use() {
    let Published { house, path, _folder } = published(&[ed_jwk("one")]).await;
    let known = token(Algorithm::EdDSA, &ed(), Some("one"));
    std::fs::write(&path, "{\"keys\": [").unwrap();
    house.call(&known).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    house.call(&known).await.unwrap();
    std::fs::write(&path, key_set(&[ed_jwk("two")])).unwrap();
    house.clock.advance(TimeDelta::seconds(2));
    house.call(&token(Algorithm::EdDSA, &ed(), Some("two"))).await.unwrap();
}

#[tokio::test]
async fn a_file_without_usable_keys_is_refused_at_the_start() {
    let house = House::open().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jwks.json");
    let many: Vec<_> = (0..33).map(|at| ed_jwk(&at.to_string())).collect();
    for text in ["", "[]", "{\"keys\":[]}", &" ".repeat(300 * 1024), &key_set(&many)] {
        std::fs::write(&path, text).unwrap();
        let jwks = Some(JwksSource::File(path.clone()));
        let settings = AuthSettings { jwks, ..AuthSettings::default() };
        assert!(Accounts::new(house.core.clone(), settings).is_err());
    }
}

#[tokio::test]
async fn a_further_keys_set_has_the_one_configured_algorithm() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jwks.json");
    let mut unnamed = jwk(&rsa(), Algorithm::RS256, "unnamed");
    unnamed.as_object_mut().unwrap().remove("alg");
    std::fs::write(&path, key_set(&[unnamed, jwk(&foreign_rsa(), Algorithm::RS256, "rs"), ed_jwk("ed")]))
        .unwrap();
    let key = TrustedKey {
        algorithm: Algorithm::PS256,
        issuer: "acme".to_owned(),
        tenants: vec!["acme".to_owned()],
        material: KeyMaterial::Jwks(JwksSource::File(path)),
    };
    let house = House::with(AuthSettings { trusted_keys: vec![key], ..AuthSettings::default() }).await;
    let body = claims(&json!({"iss": "acme", "tenant": "acme"}));
    house.call(&signed(Algorithm::PS256, &rsa(), Some("unnamed"), &body)).await.unwrap();
    house.refuses(&signed(Algorithm::RS256, &rsa(), Some("unnamed"), &body)).await;
    house.refuses(&signed(Algorithm::RS256, &foreign_rsa(), Some("rs"), &body)).await;
    house.refuses(&signed(Algorithm::EdDSA, &ed(), Some("ed"), &body)).await;
}
