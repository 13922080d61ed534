//! Keys as they are made and stored.

use chrono::TimeDelta;
use secrecy::ExposeSecret;
use switchboard_store::api_keys::{self, Which};

use super::house::House;
use crate::{
    accounts::NewApiKey,
    actor::{Credential, Role, Scope},
    clock::Clock,
    sealing::digest,
};

pub(super) fn key_with(scopes: &[Scope]) -> NewApiKey {
    NewApiKey { name: "a program".to_owned(), scopes: scopes.to_vec(), user: None, expires_at: None }
}

#[tokio::test]
async fn a_key_acts_in_its_tenant_with_its_scopes_only() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let new = key_with(&[Scope::Leads, Scope::Notifications, Scope::Leads]);
    let (key, secret) = house.accounts.create_api_key(&admin, new).await.unwrap();
    let actor = house.call(secret.expose_secret()).await.unwrap();
    assert_eq!((actor.tenant, actor.tenant_slug.as_str(), &actor.user), (admin.tenant, "acme", &None));
    assert_eq!(actor.credential, Credential::ApiKey(key.id, vec![Scope::Notifications, Scope::Leads]));
    assert!(actor.may(Scope::Leads) && !actor.may(Scope::Messages));
    assert!(actor.acting_user().is_err());
}

#[tokio::test]
async fn a_key_with_a_user_acts_as_that_user() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let user = house.actor("acme", "7", Role::User).await.user.unwrap();
    let new = NewApiKey { user: Some("7".to_owned()), ..key_with(&[Scope::Own]) };
    let (_, secret) = house.accounts.create_api_key(&admin, new).await.unwrap();
    assert_eq!(house.call(secret.expose_secret()).await.unwrap().acting_user().unwrap(), &user);
}

#[tokio::test]
async fn the_secret_is_recognisable_random_and_stored_only_as_a_hash() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let (key, secret) = house.accounts.create_api_key(&admin, key_with(&[Scope::Leads])).await.unwrap();
    let (_, other) = house.accounts.create_api_key(&admin, key_with(&[Scope::Leads])).await.unwrap();
    let text = secret.expose_secret();
    assert_ne!(text, other.expose_secret());
    assert!(text.starts_with("sb_") && text.len() == 3 + 43, "{text}");
    assert_eq!(key.hint, text[..8]);
    let reader = house.core.db.reader();
    let stored = api_keys::by_id(reader, admin.tenant, &Which::All, key.id).await.unwrap().unwrap();
    assert_eq!(house.accounts.find_api_key(&admin, key.id).await.unwrap(), key);
    assert_eq!(stored.secret_hash, digest(text.as_bytes()));
    assert!(!format!("{stored:?} {secret:?}").contains(&text[8..]));
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let (key, secret) = house.accounts.create_api_key(&admin, key_with(&[Scope::Leads])).await.unwrap();
    let text = secret.expose_secret();
    for wrong in ["sb_", &format!("{text}x"), &text[..text.len() - 1], &key.hint, &text.replace("sb_", "SB_")]
    {
        house.refuses(wrong).await;
    }
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_once() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let (key, secret) = house.accounts.create_api_key(&admin, key_with(&[Scope::Leads])).await.unwrap();
    house.call(secret.expose_secret()).await.unwrap();
    house.accounts.revoke_api_key(&admin, key.id).await.unwrap();
    house.refuses(secret.expose_secret()).await;
    let first = house.accounts.list_api_keys(&admin).await.unwrap()[0].revoked_at;
    house.clock.advance(TimeDelta::seconds(5));
    house.accounts.revoke_api_key(&admin, key.id).await.unwrap();
    assert_eq!(house.accounts.list_api_keys(&admin).await.unwrap()[0].revoked_at, first);
}

#[tokio::test]
async fn a_key_ends_by_itself() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let ends = house.clock.now() + TimeDelta::seconds(60);
    let new = NewApiKey { expires_at: Some(ends), ..key_with(&[Scope::Leads]) };
    let (_, secret) = house.accounts.create_api_key(&admin, new).await.unwrap();
    house.clock.advance(TimeDelta::seconds(59));
    assert_eq!(house.call(secret.expose_secret()).await.unwrap().expires_at, Some(ends));
    house.clock.advance(TimeDelta::seconds(1));
    house.refuses(secret.expose_secret()).await;
}
