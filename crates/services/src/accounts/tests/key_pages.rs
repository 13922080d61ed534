//! Keys as the faces show them: by pages, one by one, and never what somebody else manages.

use chrono::TimeDelta;
use switchboard_store::{
    ApiKeyId,
    pages::{Slice, Span},
};
use uuid::Uuid;

use super::{api_keys::key_with, house::House};
use crate::{
    accounts::{ApiKey, NewApiKey},
    actor::{Actor, Role, Scope},
    clock::Clock,
};

async fn made(house: &House, actor: &Actor, scopes: &[Scope]) -> ApiKey {
    house.accounts.create_api_key(actor, key_with(scopes)).await.unwrap().0
}

async fn page(house: &House, actor: &Actor, take: u64, after: Option<ApiKeyId>) -> Slice<ApiKey> {
    let span = Span { after: after.map(|id| id.0), before: None::<Uuid>, take, from_end: false };
    house.accounts.page_of_api_keys(actor, &span).await.unwrap()
}

async fn count(house: &House, actor: &Actor) -> u64 {
    house.accounts.count_api_keys(actor).await.unwrap()
}

#[tokio::test]
async fn pages_and_counts_hold_what_the_actor_manages_and_nothing_else() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let owner = house.actor("acme", "2", Role::SiteOwner).await;
    let stranger = house.actor("other", "1", Role::Admin).await;
    let mut keys = Vec::new();
    for scopes in [&[Scope::Leads][..], &[Scope::Messages], &[Scope::Leads, Scope::Keys], &[Scope::Leads]] {
        keys.push(made(&house, &admin, scopes).await);
    }
    let first = page(&house, &admin, 3, None).await;
    let newest: Vec<ApiKey> = keys.iter().rev().take(3).cloned().collect();
    assert_eq!((first.rows, first.has_more), (newest, true));
    let second = page(&house, &admin, 3, Some(keys[1].id)).await;
    assert_eq!((second.rows, second.has_more), (vec![keys[0].clone()], false));
    assert_eq!(count(&house, &admin).await, 4);
    // A page is as full as if there were no keys but those that it may show.
    let owners = page(&house, &owner, 2, None).await;
    assert_eq!((owners.rows, owners.has_more), (vec![keys[3].clone(), keys[0].clone()], false));
    assert_eq!(count(&house, &owner).await, 2);
    assert_eq!((page(&house, &stranger, 2, None).await.rows, count(&house, &stranger).await), (vec![], 0));
}

#[tokio::test]
async fn one_key_is_found_by_whoever_manages_it() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let owner = house.actor("acme", "2", Role::SiteOwner).await;
    let user = house.actor("acme", "7", Role::User).await;
    let stranger = house.actor("other", "1", Role::Admin).await;
    let (weak, strong) =
        (made(&house, &admin, &[Scope::Leads]).await, made(&house, &admin, &[Scope::Messages]).await);
    let found = async |actor: &Actor, id: ApiKeyId| {
        house.accounts.find_api_key(actor, id).await.map(|key| key.id).map_err(|error| error.code())
    };
    assert_eq!(found(&admin, strong.id).await, Ok(strong.id));
    assert_eq!(found(&owner, weak.id).await, Ok(weak.id));
    assert_eq!(found(&owner, strong.id).await, Err("NOT_FOUND"));
    assert_eq!(found(&stranger, weak.id).await, Err("NOT_FOUND"));
    assert_eq!(found(&admin, ApiKeyId::new(house.clock.now())).await, Err("NOT_FOUND"));
    assert_eq!(found(&user, weak.id).await, Err("FORBIDDEN"));
}

#[tokio::test]
async fn a_key_shows_as_whom_it_acts_and_when_it_ends() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    house.actor("acme", "7", Role::User).await;
    let ends = house.clock.now() + TimeDelta::hours(1);
    let fine = ends + TimeDelta::nanoseconds(1);
    let new = NewApiKey { user: Some("7".to_owned()), expires_at: Some(fine), ..key_with(&[Scope::Own]) };
    let (key, _) = house.accounts.create_api_key(&admin, new).await.unwrap();
    assert_eq!((key.user_id.as_deref(), key.expires_at), (Some("7"), Some(ends)));
    assert_eq!((&key.scopes[..], key.revoked_at, key.last_used_at), (&[Scope::Own][..], None, None));
    assert_eq!(
        page(&house, &admin, 1, None).await.rows,
        std::slice::from_ref(&key),
        "stored as it was answered"
    );

    let ended = house.accounts.revoke_api_key(&admin, key.id).await.unwrap();
    assert_eq!(ended, ApiKey { revoked_at: Some(house.clock.now()), ..key });
    house.clock.advance(TimeDelta::seconds(5));
    assert_eq!(house.accounts.revoke_api_key(&admin, ended.id).await.unwrap(), ended);
}
