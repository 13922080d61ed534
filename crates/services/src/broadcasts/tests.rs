//! Broadcasts: each linked user gets one send, whatever happens in between.

use std::collections::HashSet;

use switchboard_store::{broadcasts, entities::broadcast::BroadcastState, links};

use super::*;
use crate::{
    actor::{Actor, Role},
    error::Error,
    people::{
        self,
        fixture::{Home, House, person, private_chat},
    },
};

async fn link(house: &House, home: &Home, id: i64, language: &str) {
    let user = house.caller(home, &id.to_string(), Role::User).await;
    let mut person = person(id, None);
    person.language_code = Some(language.to_owned());
    let incoming = house.incoming(home).await;
    let met = people::meet(&incoming, &private_chat(&person), &person).await.unwrap();
    let (tx, now) = (incoming.work.tx(), incoming.work.now);
    links::insert(tx, home.tenant, user.acting_user().unwrap().id, met.contact.id, now).await.unwrap();
    incoming.work.commit().await.unwrap();
}

async fn scene() -> (House, Home, Broadcasts, Actor) {
    let house = House::open().await;
    let home = house.home("default", 42, |row| row.is_default = true).await;
    let admin = house.caller(&home, "1", Role::Admin).await;
    let broadcasts = Broadcasts::new(house.core.clone());
    (house, home, broadcasts, admin)
}

fn to_all(text: &str) -> NewBroadcast {
    NewBroadcast { text: text.to_owned(), filter: BroadcastFilter::default(), idempotency_key: None }
}

#[tokio::test]
async fn every_linked_user_gets_one_send_also_after_a_crash_between_chunks() {
    let (house, home, broadcasts, admin) = scene().await;
    for id in 100..350 {
        link(&house, &home, id, if id % 5 == 0 { "ru" } else { "en" }).await;
    }
    let id = broadcasts.create(&admin, to_all("hello")).await.unwrap();
    assert!(broadcasts.expand(id).await.unwrap());
    // The process dies here; another one goes on.
    let other = Broadcasts::new(house.core.clone());
    while other.expand(id).await.unwrap() {}
    assert!(!other.expand(id).await.unwrap(), "it is over");
    let sends = house.accepted(&home, 0).await;
    let lanes: HashSet<_> = sends.iter().map(|send| send.lane_id).collect();
    assert_eq!((sends.len(), lanes.len()), (250, 250));
    let progress = broadcasts.progress(&admin, id).await.unwrap();
    assert_eq!((progress.total, progress.waiting, progress.state), (250, 250, BroadcastState::Expanded));

    let only_russian =
        NewBroadcast { filter: BroadcastFilter { language: Some("ru".into()) }, ..to_all("привет") };
    let russian = broadcasts.create(&admin, only_russian).await.unwrap();
    while broadcasts.expand(russian).await.unwrap() {}
    assert_eq!(broadcasts.progress(&admin, russian).await.unwrap().total, 50);
}

#[tokio::test]
async fn a_cancelled_broadcast_sends_nothing_more() {
    let (house, home, broadcasts, admin) = scene().await;
    for id in 100..320 {
        link(&house, &home, id, "en").await;
    }
    let id = broadcasts.create(&admin, to_all("oops")).await.unwrap();
    assert!(broadcasts.expand(id).await.unwrap());
    broadcasts.cancel(&admin, id).await.unwrap();
    broadcasts.cancel(&admin, id).await.unwrap();
    assert!(!broadcasts.expand(id).await.unwrap());
    let progress = broadcasts.progress(&admin, id).await.unwrap();
    assert_eq!((progress.waiting, progress.cancelled), (0, 100));
    assert_eq!(progress.state, BroadcastState::Cancelled);
}

#[tokio::test]
async fn a_repeated_request_gets_the_same_broadcast() {
    let (_house, _home, broadcasts, admin) = scene().await;
    let keyed = |text: &str| NewBroadcast { idempotency_key: Some("k".to_owned()), ..to_all(text) };
    let first = broadcasts.create(&admin, keyed("hello")).await.unwrap();
    assert_eq!(broadcasts.create(&admin, keyed("hello")).await.unwrap(), first);
    assert!(matches!(broadcasts.create(&admin, keyed("other")).await, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn nobody_else_may_broadcast_or_look() {
    let (house, home, broadcasts, admin) = scene().await;
    let id = broadcasts.create(&admin, to_all("hello")).await.unwrap();
    let stranger_home = house.home("other", 43, |row| row.is_default = true).await;
    let stranger = house.caller(&stranger_home, "1", Role::Admin).await;
    assert!(matches!(broadcasts.progress(&stranger, id).await, Err(Error::NotFound(_))));
    assert!(matches!(broadcasts.cancel(&stranger, id).await, Err(Error::NotFound(_))));
    let user = house.caller(&home, "2", Role::User).await;
    assert!(matches!(broadcasts.create(&user, to_all("x")).await, Err(Error::Forbidden(_))));
    assert!(matches!(broadcasts.create(&admin, to_all(" ")).await, Err(Error::BadInput(_))));
    let waiting = broadcasts::expanding(house.core.db.reader()).await.unwrap();
    assert_eq!(waiting.len(), 1);
}
