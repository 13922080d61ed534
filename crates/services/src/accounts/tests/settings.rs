//! Settings that can't be meant are refused before anybody calls, and the message names the key.

use jsonwebtoken::Algorithm;

use super::{
    house::{House, SECRET, secret},
    keys::{EC_PUBLIC, ED_PUBLIC, RSA_PUBLIC},
};
use crate::accounts::{Accounts, AuthSettings, JwksSource, KeyMaterial, TrustedKey};

const RSA_PRIVATE: &str = include_str!("keys/rsa.private.pem");

fn trusting(algorithm: Algorithm, material: KeyMaterial) -> AuthSettings {
    let key =
        TrustedKey { algorithm, issuer: "acme-id".to_owned(), tenants: vec!["acme".to_owned()], material };
    AuthSettings { trusted_keys: vec![key], ..AuthSettings::default() }
}

fn pem(text: &str) -> KeyMaterial {
    KeyMaterial::PublicKey(secret(text))
}

#[tokio::test]
async fn a_key_of_the_wrong_kind_is_refused_at_the_start() {
    let house = House::open().await;
    let wrong = [
        trusting(Algorithm::RS256, pem(EC_PUBLIC)),
        trusting(Algorithm::ES256, pem(ED_PUBLIC)),
        trusting(Algorithm::ES384, pem(EC_PUBLIC)),
        trusting(Algorithm::EdDSA, pem(RSA_PUBLIC)),
        trusting(Algorithm::RS256, pem(RSA_PRIVATE)),
        trusting(Algorithm::RS256, pem("no key at all")),
        trusting(Algorithm::HS256, pem(RSA_PUBLIC)),
        trusting(Algorithm::HS256, KeyMaterial::Secret(secret(RSA_PUBLIC))),
        trusting(Algorithm::HS256, KeyMaterial::Secret(secret("short"))),
        trusting(Algorithm::RS256, KeyMaterial::Secret(secret(SECRET))),
        trusting(Algorithm::RS256, KeyMaterial::PublicKeyFile("/nowhere/key.pem".into())),
        trusting(Algorithm::RS256, KeyMaterial::Jwks(JwksSource::File("/nowhere/jwks.json".into()))),
        trusting(
            Algorithm::HS256,
            KeyMaterial::Jwks(JwksSource::Url("https://id.example.com/jwks".parse().unwrap())),
        ),
    ];
    for settings in wrong {
        let shown = format!("{settings:?}");
        let error = Accounts::new(house.core.clone(), settings).expect_err(&shown);
        assert!(error.public_text().contains("acme-id"), "{error}");
    }
}

#[tokio::test]
async fn a_secret_is_long_and_no_key_file() {
    let house = House::open().await;
    for text in ["", "short", &"a".repeat(31), RSA_PUBLIC] {
        let settings = AuthSettings { jwt_secret: Some(secret(text)), ..AuthSettings::default() };
        let error = Accounts::new(house.core.clone(), settings).unwrap_err();
        assert!(error.public_text().contains("JWT_SECRET"), "{error}");
    }
}

#[tokio::test]
async fn a_further_key_needs_an_issuer_and_tenants() {
    let house = House::open().await;
    let good = || trusting(Algorithm::EdDSA, pem(ED_PUBLIC));
    assert!(Accounts::new(house.core.clone(), good()).is_ok());
    let change = |edit: fn(&mut TrustedKey)| {
        let mut settings = good();
        edit(&mut settings.trusted_keys[0]);
        Accounts::new(house.core.clone(), settings)
    };
    assert!(change(|key| key.issuer.clear()).is_err());
    assert!(change(|key| key.tenants.clear()).is_err());
    assert!(change(|key| key.tenants.push("Not A Slug".to_owned())).is_err());
}

#[tokio::test]
async fn a_key_file_is_read() {
    let house = House::open().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    std::fs::write(&path, ED_PUBLIC).unwrap();
    let settings = trusting(Algorithm::EdDSA, KeyMaterial::PublicKeyFile(path));
    assert!(Accounts::new(house.core.clone(), settings).is_ok());
}

#[tokio::test]
async fn debug_output_shows_no_secret() {
    let house = House::open().await;
    let settings = AuthSettings { jwt_secret: Some(secret(SECRET)), ..AuthSettings::default() };
    assert!(!format!("{settings:?} {:?}", house.accounts).contains(SECRET));
}
