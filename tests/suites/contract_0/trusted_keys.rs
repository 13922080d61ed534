//! Further keys: each with its own algorithm, its issuer and the tenants it may speak for.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use switchboard_tests::{Claims, House, Plan, Signer, on_both};

use super::tokens::refused;

const PRIVATE: &str = include_str!("keys/rsa.private.pem");
const PUBLIC: &str = include_str!("keys/rsa.public.pem");
const FOREIGN: &str = include_str!("keys/foreign.private.pem");
const PARTNER_SECRET: &str = "the partner's own secret of more than 32 bytes";

/// A house that believes a partner's RSA key for two tenants and a secret for a third.
async fn with_partners(plan: Plan) -> House {
    let rsa = format!(
        "[[auth.keys]]\nalgorithm = \"RS256\"\nissuer = \"https://partner.example\"\ntenants = [\"partner\", \"second\"]\npublic_key_pem = '''{PUBLIC}'''\n"
    );
    let secret = format!(
        "[[auth.keys]]\nalgorithm = \"HS256\"\nissuer = \"https://third.example\"\ntenants = [\"third\"]\nsecret = \"{PARTNER_SECRET}\"\n"
    );
    plan.settings(&rsa).settings(&secret).open().await
}

fn of_partner(tenant: &str) -> Claims {
    Claims::of(7).role("admin").tenant(tenant).with("iss", "https://partner.example")
}

async fn a_further_key_speaks_for_its_tenants_only(plan: Plan) {
    let house = with_partners(plan).await;
    let sign = |claims: &Claims| house.bearer(&Signer::Rsa(PRIVATE).sign(&claims.at(house.now())));
    for tenant in ["partner", "second"] {
        let viewer = sign(&of_partner(tenant)).viewer().await;
        assert_eq!(viewer.value()["tenant"], tenant);
    }
    for tenant in ["default", "third", "partner2"] {
        refused(&sign(&of_partner(tenant)), tenant).await;
    }
    refused(&sign(&of_partner("partner").without("tenant")), "no tenant is the default one").await;
    let third = Claims::of(7).tenant("third").with("iss", "https://third.example");
    let by_secret =
        |claims: &Claims| house.bearer(&Signer::Secret(PARTNER_SECRET).sign(&claims.at(house.now())));
    assert_eq!(by_secret(&third).viewer().await.value()["tenant"], "third");
    refused(&by_secret(&third.clone().tenant("default")), "the third's key for the default tenant").await;
    refused(&by_secret(&of_partner("partner")), "the third's key in the partner's name").await;
    house.close().await;
}

async fn a_further_key_needs_its_issuer(plan: Plan) {
    let house = with_partners(plan).await;
    let sign = |claims: &Claims| house.bearer(&Signer::Rsa(PRIVATE).sign(&claims.at(house.now())));
    refused(&sign(&of_partner("partner").without("iss")), "no issuer").await;
    refused(&sign(&of_partner("partner").with("iss", "https://third.example")), "another issuer").await;
    refused(&sign(&of_partner("partner").with("iss", "https://partner.example/")), "nearly the issuer").await;
    house.close().await;
}

async fn a_public_key_is_no_secret(plan: Plan) {
    let house = with_partners(plan).await;
    let body: String = PUBLIC.lines().filter(|line| !line.starts_with('-')).collect();
    let der: Vec<u8> = STANDARD.decode(&body).unwrap();
    let der = der.iter().map(|byte| char::from(*byte)).collect::<String>();
    let forms = [PUBLIC.to_owned(), PUBLIC.trim_end().to_owned(), PUBLIC.replace('\n', "\r\n"), body, der];
    for claims in [of_partner("partner"), of_partner("default"), Claims::of(7).role("admin")] {
        for secret in &forms {
            let token = Signer::Secret(secret).sign(&claims.at(house.now()));
            refused(&house.bearer(&token), "an RSA public key as HMAC secret").await;
        }
    }
    house.close().await;
}

async fn somebody_elses_rsa_key_is_refused(plan: Plan) {
    let house = with_partners(plan).await;
    let token = Signer::Rsa(FOREIGN).sign(&of_partner("partner").at(house.now()));
    refused(&house.bearer(&token), "a foreign RSA key").await;
    house.close().await;
}

async fn the_houses_own_secret_speaks_for_every_tenant(plan: Plan) {
    let house = with_partners(plan).await;
    for tenant in ["default", "partner", "anything-else"] {
        let viewer = house.caller(&Claims::of(7).tenant(tenant)).viewer().await;
        assert_eq!(viewer.value()["tenant"], tenant);
    }
    house.close().await;
}

on_both!(
    a_further_key_speaks_for_its_tenants_only,
    a_further_key_needs_its_issuer,
    a_public_key_is_no_secret,
    somebody_elses_rsa_key_is_refused,
    the_houses_own_secret_speaks_for_every_tenant,
);
