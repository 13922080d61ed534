//! What a token says under other names, by a set of public keys, and what an answer calls its tenant.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Claims, Plan, Signer, on_both};

use super::tokens::refused;

const PRIVATE: &str = include_str!("keys/rsa.private.pem");
const FOREIGN: &str = include_str!("keys/foreign.private.pem");
const KEY_SET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/suites/contract_0/keys/jwks.json");

async fn the_names_of_claims_are_configurable(plan: Plan) {
    let names = "[auth]\ntenant_claim = \"org\"\nrole_claim = \"rights\"\nname_claim = \"display\"\n";
    let house = plan.settings(names).open().await;
    let said = |claims: &Claims| {
        let caller = house.caller(claims);
        async move {
            let viewer = caller.viewer().await.value().clone();
            json!([viewer["userId"], viewer["tenant"], viewer["role"], viewer["name"]])
        }
    };
    let renamed = Claims::of(7).with("org", "acme").with("rights", "admin").with("display", "Нина");
    assert_eq!(said(&renamed).await, json!(["7", "acme", "ADMIN", "Нина"]));
    let usual = Claims::of(8).tenant("acme").role("admin").name("Нина");
    assert_eq!(said(&usual).await, json!(["8", "default", "USER", null]), "the usual names say nothing now");
    house.close().await;
}

async fn a_set_of_public_keys_speaks_for_every_tenant_beside_the_secret(plan: Plan) {
    let house = plan.variable("JWT_JWKS_FILE", KEY_SET).open().await;
    for tenant in ["default", "acme"] {
        let claims = Claims::of(7).role("admin").tenant(tenant).at(house.now());
        let viewer = house.bearer(&Signer::Rsa(PRIVATE).sign(&claims)).viewer().await;
        assert_eq!((&viewer.value()["tenant"], &viewer.value()["role"]), (&json!(tenant), &json!("ADMIN")));
        refused(&house.bearer(&Signer::Rsa(FOREIGN).sign(&claims)), "a key that is not in the set").await;
        refused(&house.bearer(&Signer::None.sign(&claims)), "no signature").await;
    }
    assert_eq!(house.user(7).viewer().await.value()["tenant"], "default", "the secret counts as before");
    house.close().await;
}

async fn a_tenant_id_is_the_tenants_uuid_and_not_its_slug(plan: Plan) {
    let house = plan.open().await;
    let admin = house.admin();
    let tenant = house.services().accounts.operator("default").await.unwrap().tenant.to_string();
    let integration = admin.call(Method::GET, "/api/v1/telegram/integration").await;
    let lead = admin.send_to(Method::POST, "/api/v1/telegram/leads", &json!({"name": "x"})).await;
    let new = json!({"name": "x", "chat_id": "-100"});
    let channel = admin.send_to(Method::POST, "/api/v1/telegram/channels", &new).await;
    let ids: Vec<&Value> =
        [integration.json(200), lead.json(201), channel.json(201)].map(|body| &body["tenant_id"]).to_vec();
    assert_eq!(ids, vec![&json!(tenant); 3]);
    assert!(tenant.len() == 36 && tenant != "default", "{tenant}");
    house.close().await;
}

on_both!(
    the_names_of_claims_are_configurable,
    a_set_of_public_keys_speaks_for_every_tenant_beside_the_secret,
    a_tenant_id_is_the_tenants_uuid_and_not_its_slug,
);
