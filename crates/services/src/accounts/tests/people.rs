//! Tenants and users that the first valid token makes.

use serde_json::json;
use switchboard_store::{tenants, units, users};

use super::house::{House, NOW, SECRET, claims, hs256, secret};
use crate::{
    accounts::AuthSettings,
    actor::{Credential, Role},
};

#[tokio::test]
async fn the_first_token_makes_tenant_default_unit_and_user() {
    let house = House::open().await;
    let body = json!({"sub": 7, "tenant": "acme", "role": "admin", "name": "Анна", "exp": NOW + 60});
    let actor = house.call(&hs256(&body)).await.unwrap();
    let reader = house.core.db.reader();
    let tenant = tenants::by_slug(reader, "acme").await.unwrap().unwrap();
    assert_eq!((actor.tenant, actor.tenant_slug.as_str()), (tenant.id, "acme"));
    assert!(units::default_of(reader, tenant.id).await.unwrap().is_some());
    let user = users::by_external_id(reader, tenant.id, "7").await.unwrap().unwrap();
    let acting = actor.user.unwrap();
    assert_eq!((acting.id, acting.external_id.as_str()), (user.id, "7"));
    assert_eq!((acting.name.as_deref(), user.name.as_deref()), (Some("Анна"), Some("Анна")));
    assert_eq!(actor.credential, Credential::Token(Role::Admin));
}

#[tokio::test]
async fn tokens_that_come_at_once_make_one_tenant_and_one_user() {
    let house = House::open().await;
    let token = hs256(&claims(&json!({"tenant": "acme"})));
    let calls = (0..8).map(|_| house.call(&token));
    let actors = futures::future::try_join_all(calls).await.unwrap();
    assert!(actors.windows(2).all(|two| two[0] == two[1]));
}

#[tokio::test]
async fn seven_and_the_text_7_are_one_user_but_not_in_another_tenant() {
    let house = House::open().await;
    let number = house.call(&hs256(&claims(&json!({"sub": 7})))).await.unwrap();
    let text = house.call(&hs256(&claims(&json!({"sub": "7"})))).await.unwrap();
    assert_eq!(number.user, text.user);
    assert_eq!(number.tenant_slug, "default");
    let elsewhere = house.call(&hs256(&claims(&json!({"sub": "7", "tenant": "acme"})))).await.unwrap();
    assert_ne!(number.user.unwrap().id, elsewhere.user.unwrap().id);
    assert_ne!(number.tenant, elsewhere.tenant);
}

#[tokio::test]
async fn a_subject_or_tenant_that_is_none_is_refused_and_makes_nothing() {
    let house = House::open().await;
    for sub in [json!(null), json!(""), json!(7.5), json!(true), json!("a".repeat(256)), json!("a\0")] {
        house.refuses(&hs256(&claims(&json!({"sub": sub, "tenant": "acme"})))).await;
    }
    for tenant in [json!("Acme"), json!("-acme"), json!(""), json!(7), json!(["acme"]), json!("a".repeat(64))]
    {
        house.refuses(&hs256(&claims(&json!({"tenant": tenant})))).await;
    }
    assert!(tenants::by_slug(house.core.db.reader(), "acme").await.unwrap().is_none());
}

#[tokio::test]
async fn a_missing_or_unknown_role_is_user() {
    let house = House::open().await;
    let roles = [
        (json!("admin"), Role::Admin),
        (json!("site_owner"), Role::SiteOwner),
        (json!("user"), Role::User),
        (json!("Admin"), Role::User),
        (json!("root"), Role::User),
        (json!(["admin"]), Role::User),
        (json!(null), Role::User),
    ];
    for (claim, role) in roles {
        let actor = house.call(&hs256(&claims(&json!({ "role": claim })))).await.unwrap();
        assert_eq!(actor.credential, Credential::Token(role), "{claim}");
    }
}

#[tokio::test]
async fn a_new_name_replaces_the_old_one_and_no_name_keeps_it() {
    let house = House::open().await;
    for (claim, stored) in [(json!("Анна"), "Анна"), (json!(null), "Анна"), (json!(" Anna\n"), "Anna")]
    {
        let actor = house.call(&hs256(&claims(&json!({ "name": claim })))).await.unwrap();
        assert_eq!(actor.user.unwrap().name.as_deref(), Some(stored));
        let row = users::by_external_id(house.core.db.reader(), actor.tenant, "7").await.unwrap().unwrap();
        assert_eq!(row.name.as_deref(), Some(stored));
    }
}

#[tokio::test]
async fn claims_can_have_other_names() {
    let house = House::with(AuthSettings {
        jwt_secret: Some(secret(SECRET)),
        tenant_claim: "org".to_owned(),
        role_claim: "https://example.com/role".to_owned(),
        name_claim: "nickname".to_owned(),
        ..AuthSettings::default()
    })
    .await;
    let body = json!({"org": "acme", "tenant": "other", "https://example.com/role": "admin", "role": "user",
        "nickname": "Ann"});
    let actor = house.call(&hs256(&claims(&body))).await.unwrap();
    assert_eq!(actor.tenant_slug, "acme");
    assert_eq!(actor.credential, Credential::Token(Role::Admin));
    assert_eq!(actor.user.unwrap().name.as_deref(), Some("Ann"));
}

#[tokio::test]
async fn the_operator_needs_a_well_formed_tenant_and_gets_it_made() {
    let house = House::open().await;
    let operator = house.accounts.operator("acme").await.unwrap();
    assert_eq!(operator.credential, Credential::Operator);
    assert_eq!(operator, house.accounts.operator("acme").await.unwrap());
    assert!(units::default_of(house.core.db.reader(), operator.tenant).await.unwrap().is_some());
    assert_eq!(house.accounts.operator("Acme Ltd").await.unwrap_err().code(), "BAD_USER_INPUT");
}
