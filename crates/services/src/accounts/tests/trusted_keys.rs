//! Further keys: each with its algorithm, its issuer and its tenants, and nothing beyond.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::{
    house::{House, SECRET, claims, hs256, secret, sign, signed},
    keys::{EC_PUBLIC, ED_PUBLIC, RSA_PUBLIC, ec, ed, rsa},
};
use crate::accounts::{AuthSettings, KeyMaterial, TrustedKey};

fn key(algorithm: Algorithm, issuer: &str, tenants: &[&str], material: KeyMaterial) -> TrustedKey {
    let tenants = tenants.iter().map(|slug| (*slug).to_owned()).collect();
    TrustedKey { algorithm, issuer: issuer.to_owned(), tenants, material }
}

async fn house() -> House {
    let pem = |text| KeyMaterial::PublicKey(secret(text));
    let trusted_keys = vec![
        key(Algorithm::PS256, "rsa", &["acme"], pem(RSA_PUBLIC)),
        key(Algorithm::ES256, "ec", &["acme", "second"], pem(EC_PUBLIC)),
        key(Algorithm::EdDSA, "ed", &["acme"], pem(ED_PUBLIC)),
        key(Algorithm::HS384, "shared", &["third"], KeyMaterial::Secret(secret(&SECRET.repeat(2)))),
    ];
    House::with(AuthSettings { jwt_secret: Some(secret(SECRET)), trusted_keys, ..AuthSettings::default() })
        .await
}

fn of(issuer: &str, tenant: &str) -> Value {
    claims(&json!({"iss": issuer, "tenant": tenant}))
}

#[tokio::test]
async fn every_kind_of_key_is_believed_for_its_issuer_and_tenants() {
    let house = house().await;
    let shared = EncodingKey::from_secret(SECRET.repeat(2).as_bytes());
    let tokens = [
        signed(Algorithm::PS256, &rsa(), None, &of("rsa", "acme")),
        signed(Algorithm::ES256, &ec(), None, &of("ec", "acme")),
        signed(Algorithm::ES256, &ec(), Some("any"), &of("ec", "second")),
        signed(Algorithm::EdDSA, &ed(), None, &of("ed", "acme")),
        sign(&Header::new(Algorithm::HS384), &of("shared", "third"), &shared),
    ];
    for token in tokens {
        house.call(&token).await.unwrap();
    }
}

#[tokio::test]
async fn a_further_key_speaks_for_no_other_tenant() {
    let house = house().await;
    house.refuses(&signed(Algorithm::PS256, &rsa(), None, &of("rsa", "second"))).await;
    house.refuses(&signed(Algorithm::ES256, &ec(), None, &of("ec", "third"))).await;
    // Without a tenant it would be the default one.
    house.refuses(&signed(Algorithm::EdDSA, &ed(), None, &claims(&json!({"iss": "ed"})))).await;
    // The operator's own secret speaks for every tenant and any issuer.
    house.call(&hs256(&of("whoever", "third"))).await.unwrap();
}

#[tokio::test]
async fn a_further_key_speaks_for_no_other_issuer() {
    let house = house().await;
    house.refuses(&signed(Algorithm::EdDSA, &ed(), None, &of("ec", "acme"))).await;
    house.refuses(&signed(Algorithm::EdDSA, &ed(), None, &claims(&json!({"tenant": "acme"})))).await;
    house.refuses(&signed(Algorithm::ES256, &ec(), None, &of("ed", "acme"))).await;
}

#[tokio::test]
async fn two_issuers_may_share_a_tenant_and_one_key_may_have_two_entries() {
    let pem = || KeyMaterial::PublicKey(secret(ED_PUBLIC));
    let trusted_keys =
        vec![key(Algorithm::EdDSA, "ed", &["one"], pem()), key(Algorithm::EdDSA, "ed", &["two"], pem())];
    let house = House::with(AuthSettings { trusted_keys, ..AuthSettings::default() }).await;
    for tenant in ["one", "two"] {
        house.call(&signed(Algorithm::EdDSA, &ed(), None, &of("ed", tenant))).await.unwrap();
    }
    house.refuses(&signed(Algorithm::EdDSA, &ed(), None, &of("ed", "three"))).await;
}
