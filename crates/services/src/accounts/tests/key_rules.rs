//! Who may make, see and end which keys.

use secrecy::ExposeSecret;
use switchboard_store::ApiKeyId;

use super::{api_keys::key_with, house::House};
use crate::{
    accounts::NewApiKey,
    actor::{Actor, Role, Scope},
    clock::Clock,
};

async fn made(house: &House, actor: &Actor, new: NewApiKey) -> Result<ApiKeyId, &'static str> {
    let made = house.accounts.create_api_key(actor, new).await;
    made.map(|(key, _)| key.id).map_err(|error| error.code())
}

async fn seen(house: &House, actor: &Actor) -> Result<Vec<ApiKeyId>, &'static str> {
    let keys = house.accounts.list_api_keys(actor).await;
    keys.map(|keys| keys.into_iter().map(|key| key.id).collect()).map_err(|error| error.code())
}

async fn ended(house: &House, actor: &Actor, id: ApiKeyId) -> Result<(), &'static str> {
    house.accounts.revoke_api_key(actor, id).await.map(|_| ()).map_err(|error| error.code())
}

#[tokio::test]
async fn a_user_manages_no_keys() {
    let house = House::open().await;
    let user = house.actor("acme", "7", Role::User).await;
    let own = user.user.as_ref().map(|user| user.external_id.clone());
    assert_eq!(
        made(&house, &user, NewApiKey { user: own, ..key_with(&[Scope::Own]) }).await,
        Err("FORBIDDEN")
    );
    assert_eq!(seen(&house, &user).await, Err("FORBIDDEN"));
    let admin = house.actor("acme", "1", Role::Admin).await;
    let key = made(&house, &admin, key_with(&[Scope::Leads])).await.unwrap();
    assert_eq!(ended(&house, &user, key).await, Err("FORBIDDEN"));
}

#[tokio::test]
async fn a_site_owner_manages_keys_that_can_do_no_more_than_a_site_owner() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let owner = house.actor("acme", "2", Role::SiteOwner).await;
    let site = [Scope::Integrations, Scope::Channels, Scope::Leads];
    let own = made(&house, &owner, key_with(&site)).await.unwrap();
    for scope in [Scope::Messages, Scope::Notifications, Scope::Deliveries, Scope::Keys] {
        assert_eq!(made(&house, &owner, key_with(&[Scope::Leads, scope])).await, Err("FORBIDDEN"));
    }
    let strong = made(&house, &admin, key_with(&[Scope::Leads, Scope::Messages])).await.unwrap();
    let weak = made(&house, &admin, key_with(&[Scope::Leads])).await.unwrap();
    assert_eq!(seen(&house, &owner).await.unwrap(), [weak, own]);
    assert_eq!(seen(&house, &admin).await.unwrap(), [weak, strong, own]);
    assert_eq!(ended(&house, &owner, strong).await, Err("NOT_FOUND"));
    assert_eq!(ended(&house, &owner, weak).await, Ok(()));
    assert_eq!(ended(&house, &admin, own).await, Ok(()));
}

#[tokio::test]
async fn a_site_owner_acts_as_nobody_else() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let owner = house.actor("acme", "2", Role::SiteOwner).await;
    let of = |actor: &Actor| NewApiKey {
        user: actor.user.as_ref().map(|user| user.external_id.clone()),
        ..key_with(&[Scope::Own])
    };
    assert_eq!(made(&house, &owner, of(&admin)).await, Err("FORBIDDEN"));
    let own = made(&house, &owner, of(&owner)).await.unwrap();
    let admins = made(&house, &admin, of(&admin)).await.unwrap();
    assert_eq!(seen(&house, &owner).await.unwrap(), [own]);
    assert_eq!(ended(&house, &owner, admins).await, Err("NOT_FOUND"));
    // An admin may make a key for anybody of the tenant.
    assert!(made(&house, &admin, of(&owner)).await.is_ok());
}

#[tokio::test]
async fn a_key_makes_no_key_that_can_do_more_than_itself() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let new = key_with(&[Scope::Keys, Scope::Leads]);
    let (_, secret) = house.accounts.create_api_key(&admin, new).await.unwrap();
    let program = house.call(secret.expose_secret()).await.unwrap();
    assert!(made(&house, &program, key_with(&[Scope::Leads])).await.is_ok());
    assert_eq!(made(&house, &program, key_with(&[Scope::Messages])).await, Err("FORBIDDEN"));
    let as_admin = NewApiKey { user: admin.user.map(|user| user.external_id), ..key_with(&[Scope::Leads]) };
    assert_eq!(made(&house, &program, as_admin).await, Err("FORBIDDEN"));
    let (_, weak) = house.accounts.create_api_key(&program, key_with(&[Scope::Leads])).await.unwrap();
    let weak = house.call(weak.expose_secret()).await.unwrap();
    assert_eq!(made(&house, &weak, key_with(&[Scope::Leads])).await, Err("FORBIDDEN"));
}

#[tokio::test]
async fn keys_and_users_of_another_tenant_are_not_there() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let stranger = house.actor("other", "1", Role::Admin).await;
    let key = made(&house, &admin, key_with(&[Scope::Leads])).await.unwrap();
    assert_eq!(seen(&house, &stranger).await.unwrap(), []);
    assert_eq!(ended(&house, &stranger, key).await, Err("NOT_FOUND"));
    assert_eq!(ended(&house, &admin, ApiKeyId::new(house.clock.now())).await, Err("NOT_FOUND"));
    house.actor("other", "9", Role::User).await;
    for unknown in ["9", "a\0", ""] {
        let new = NewApiKey { user: Some(unknown.to_owned()), ..key_with(&[Scope::Own]) };
        assert_eq!(made(&house, &admin, new).await, Err("NOT_FOUND"), "{unknown:?}");
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_meant_is_refused() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let good = || key_with(&[Scope::Leads]);
    let odd = [
        NewApiKey { name: "  ".to_owned(), ..good() },
        NewApiKey { name: "a".repeat(101), ..good() },
        NewApiKey { name: "a\0".to_owned(), ..good() },
        NewApiKey { scopes: vec![], ..good() },
        NewApiKey { scopes: vec![Scope::Own], ..good() },
        NewApiKey { expires_at: Some(house.clock.now()), ..good() },
    ];
    for new in odd {
        let shown = format!("{new:?}");
        assert_eq!(made(&house, &admin, new).await, Err("BAD_USER_INPUT"), "{shown}");
    }
}

#[tokio::test]
async fn the_operator_makes_keys_for_a_tenant() {
    let house = House::open().await;
    let operator = house.accounts.operator("acme").await.unwrap();
    let key = made(&house, &operator, key_with(&Scope::ALL[1..])).await.unwrap();
    assert_eq!(seen(&house, &operator).await.unwrap(), [key]);
    assert_eq!(ended(&house, &operator, key).await, Ok(()));
}
