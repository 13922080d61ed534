//! API keys: shown once, stored hashed, with scopes, revocable, expiring, of one tenant, perhaps acting as a user.

use chrono::{DateTime, Duration, Utc};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use switchboard_services::{ApiKeyId, Origin, Scope, accounts::NewApiKey};
use switchboard_tests::{Claims, House, Plan, on_both};

use super::tokens::refused;

/// A key as the operator makes one: its id and its secret.
pub(crate) async fn key(
    house: &House,
    tenant: &str,
    scopes: &[Scope],
    user: Option<&str>,
) -> (ApiKeyId, String) {
    ending(house, tenant, scopes, user, None).await
}

async fn ending(
    house: &House,
    tenant: &str,
    scopes: &[Scope],
    user: Option<&str>,
    expires_at: Option<DateTime<Utc>>,
) -> (ApiKeyId, String) {
    let accounts = &house.services().accounts;
    let operator = accounts.operator(tenant).await.unwrap();
    let user = user.map(str::to_owned);
    let new = NewApiKey { name: "a program".to_owned(), scopes: scopes.to_vec(), user, expires_at };
    let (row, secret) = accounts.create_api_key(&operator, new).await.unwrap();
    (row.id, secret.expose_secret().to_owned())
}

async fn a_key_acts_until_it_is_revoked(plan: Plan) {
    let house = plan.open().await;
    house.linked(7, "Anna", "anna").await;
    let (id, secret) = key(&house, "default", &[Scope::Notifications], None).await;
    let program = house.bearer(&secret);
    assert_eq!(*program.notify(7, "from a program").await.value(), true);
    let accounts = &house.services().accounts;
    let operator = accounts.operator("default").await.unwrap();
    accounts.revoke_api_key(&operator, id).await.unwrap();
    refused(&program, "a revoked key").await;
    house.close().await;
}

async fn a_key_ends_when_it_was_to_end(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let end = house.now() + Duration::minutes(5);
    let (_, secret) = ending(&house, "default", &[Scope::Messages], None, Some(end)).await;
    let program = house.bearer(&secret);
    assert!(program.bot_status().await.code().is_empty());
    house.advance(Duration::minutes(5));
    refused(&program, "a key that has ended").await;
    house.close().await;
}

async fn a_key_acts_as_its_user(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let (_, secret) = key(&house, "default", &[Scope::Own], Some("7")).await;
    let program = house.bearer(&secret);
    let viewer = program.viewer().await;
    assert_eq!(viewer.value()["userId"], "7");
    assert_eq!(viewer.value()["role"], Value::Null);
    assert_eq!(viewer.value()["telegram"]["telegramUsername"], "anna");
    assert_eq!(program.update("anna", anna.phone.user).await.value()["telegramUsername"], "anna");
    assert_eq!(program.messages(8).await.code(), "FORBIDDEN");
    house.close().await;
}

async fn a_key_without_a_user_owns_nothing(plan: Plan) {
    let house = plan.open().await;
    let (_, secret) = key(&house, "default", &[Scope::Notifications], None).await;
    let program = house.bearer(&secret);
    assert_eq!(program.viewer().await.value()["userId"], Value::Null);
    for answer in
        [program.register("anna", None).await, program.update("anna", 5).await, program.test(5).await]
    {
        assert_eq!(answer.code(), "FORBIDDEN", "{answer:?}");
    }
    house.close().await;
}

async fn only_a_hash_of_the_secret_is_stored(plan: Plan) {
    let house = plan.open().await;
    let (_, secret) = key(&house, "default", &[Scope::Messages], None).await;
    assert!(house.bearer(&secret).bot_status().await.code().is_empty());
    // All but what is shown in lists.
    let unseen = &secret["sb_".len() + 5..];
    let books = house.books().await;
    assert_eq!(books.places_of(unseen).await, [] as [String; 0]);
    books.close().await;
    assert!(!house.debug_output().contains(unseen));
    house.close().await;
}

async fn nobody_makes_a_key_that_can_do_more_than_its_maker(plan: Plan) {
    let house = plan.open().await;
    let accounts = &house.services().accounts;
    let user = house.token(&Claims::of(7));
    let user = accounts.authenticate(Some(&format!("Bearer {user}")), Origin::default()).await.unwrap();
    let new = |scopes: &[Scope]| NewApiKey {
        name: "k".to_owned(),
        scopes: scopes.to_vec(),
        user: None,
        expires_at: None,
    };
    assert_eq!(
        accounts.create_api_key(&user, new(&[Scope::Messages])).await.unwrap_err().code(),
        "FORBIDDEN"
    );
    let owner = house.token(&Claims::of(8).role("site_owner"));
    let owner = accounts.authenticate(Some(&format!("Bearer {owner}")), Origin::default()).await.unwrap();
    assert_eq!(
        accounts.create_api_key(&owner, new(&[Scope::Messages])).await.unwrap_err().code(),
        "FORBIDDEN"
    );
    assert!(accounts.create_api_key(&owner, new(&[Scope::Leads])).await.is_ok());
    house.close().await;
}

on_both!(
    a_key_acts_until_it_is_revoked,
    a_key_ends_when_it_was_to_end,
    a_key_acts_as_its_user,
    a_key_without_a_user_owns_nothing,
    only_a_hash_of_the_secret_is_stored,
    nobody_makes_a_key_that_can_do_more_than_its_maker,
);
