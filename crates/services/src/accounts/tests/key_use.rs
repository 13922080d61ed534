//! When a key was last used: noted once a minute, and never in the way.

use chrono::TimeDelta;
use secrecy::ExposeSecret;
use switchboard_store::Conn;

use super::{api_keys::key_with, house::House};
use crate::{
    actor::{Role, Scope},
    clock::Clock,
};

#[tokio::test]
async fn the_last_use_is_noted_once_a_minute() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let (_, secret) = house.accounts.create_api_key(&admin, key_with(&[Scope::Leads])).await.unwrap();
    let noted = async || house.accounts.list_api_keys(&admin).await.unwrap()[0].last_used_at;
    assert_eq!(noted().await, None);
    let first = house.clock.now();
    house.call(secret.expose_secret()).await.unwrap();
    assert_eq!(noted().await, Some(first));
    house.clock.advance(TimeDelta::seconds(59));
    house.call(secret.expose_secret()).await.unwrap();
    assert_eq!(noted().await, Some(first));
    house.clock.advance(TimeDelta::seconds(1));
    house.call(secret.expose_secret()).await.unwrap();
    assert_eq!(noted().await, Some(house.clock.now()));
}

#[tokio::test]
async fn a_use_that_cannot_be_noted_is_no_reason_to_refuse_the_call() {
    let house = House::open().await;
    let admin = house.actor("acme", "1", Role::Admin).await;
    let (_, secret) = house.accounts.create_api_key(&admin, key_with(&[Scope::Leads])).await.unwrap();
    let broken = "create trigger broken before update on api_key begin select raise(abort, 'broken'); end";
    let tx = house.core.db.begin().await.unwrap();
    tx.tx().execute_unprepared(broken).await.unwrap();
    tx.commit().await.unwrap();
    house.call(secret.expose_secret()).await.unwrap();
    assert_eq!(house.accounts.list_api_keys(&admin).await.unwrap()[0].last_used_at, None);
}
