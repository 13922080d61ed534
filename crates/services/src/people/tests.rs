//! What is recorded of people and chats.

use switchboard_store::{contacts, entities::contact::ContactState};

use super::{
    fixture::{House, person, private_chat},
    *,
};
use crate::{actor::Role, work::Work};

async fn meet_now(house: &House, home: &fixture::Home, person: &Person) -> Met {
    let incoming = house.incoming(home).await;
    let met = meet(&incoming, &private_chat(person), person).await.unwrap();
    incoming.work.commit().await.unwrap();
    met
}

#[tokio::test]
async fn a_person_is_recorded_once_with_the_latest_names() {
    let house = House::open().await;
    let home = house.home("default", 1, |_| {}).await;
    let first = meet_now(&house, &home, &person(10, Some("Alice"))).await;
    assert!(first.is_new);
    assert_eq!(first.contact.username_key.as_deref(), Some("alice"));
    let again = meet_now(&house, &home, &person(10, Some("alice_new"))).await;
    assert!(!again.is_new);
    assert_eq!(again.contact.id, first.contact.id);
    assert_eq!(again.contact.chat_id, first.contact.chat_id);
    assert_eq!(again.contact.username.as_deref(), Some("alice_new"));
}

#[tokio::test]
async fn when_somebody_was_last_seen_is_known_to_the_minute() {
    let house = House::open().await;
    let home = house.home("default", 1, |_| {}).await;
    let alice = person(10, Some("alice"));
    let first = meet_now(&house, &home, &alice).await.contact.updated_at;
    house.clock.advance(Duration::seconds(59));
    assert_eq!(meet_now(&house, &home, &alice).await.contact.updated_at, first);
    house.clock.advance(Duration::seconds(1));
    assert_eq!(meet_now(&house, &home, &alice).await.contact.updated_at, house.now());
}

#[tokio::test]
async fn a_username_moves_to_whom_telegram_showed_under_it_last_within_the_tenant_only() {
    let house = House::open().await;
    let home = house.home("default", 1, |_| {}).await;
    let second_bot = house.home("default", 2, |_| {}).await;
    let other = house.home("other", 3, |_| {}).await;
    let before = meet_now(&house, &home, &person(10, Some("alice"))).await.contact;
    let elsewhere = meet_now(&house, &other, &person(10, Some("alice"))).await.contact;
    let after = meet_now(&house, &home, &person(11, Some("ALICE"))).await.contact;
    let same_person = meet_now(&house, &second_bot, &person(11, Some("ALICE"))).await.contact;
    let db = house.core.db.reader();
    let loser = contacts::by_id(db, home.tenant, before.id).await.unwrap().unwrap();
    assert_eq!((loser.username, loser.username_key), (None, None));
    let found = contacts::by_username(db, home.tenant, "alice").await.unwrap();
    assert_eq!(found.iter().map(|found| found.id).collect::<Vec<_>>(), [after.id, same_person.id]);
    let found = contacts::by_username(db, other.tenant, "alice").await.unwrap();
    assert_eq!(found.iter().map(|found| found.id).collect::<Vec<_>>(), [elsewhere.id]);
}

#[tokio::test]
async fn who_blocked_the_bot_is_active_when_heard_again_and_who_stopped_stays_stopped() {
    let house = House::open().await;
    let home = house.home("default", 1, |_| {}).await;
    let alice = person(10, Some("alice"));
    let id = meet_now(&house, &home, &alice).await.contact.id;
    for (state, then) in [
        (ContactState::Blocked, ContactState::Active),
        (ContactState::Stopped, ContactState::Stopped),
        (ContactState::Active, ContactState::Active),
    ] {
        let work = crate::work::Work::begin(&house.core).await.unwrap();
        contacts::set_state(work.tx(), home.tenant, id, state, work.now).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(meet_now(&house, &home, &alice).await.contact.state, then);
    }
}

#[tokio::test]
async fn a_bot_that_moved_to_another_tenant_brings_no_contacts_along() {
    let house = House::open().await;
    let home = house.home("default", 1, |_| {}).await;
    let alice = person(10, Some("alice"));
    let old = meet_now(&house, &home, &alice).await.contact;
    house.disconnect(&home).await;
    let taker = house.home("taker", 1, |_| {}).await;
    let new = meet_now(&house, &taker, &alice).await;
    assert!(new.is_new);
    assert_ne!(new.contact.id, old.id);
    assert!(voice(house.core.db.reader(), &old).await.unwrap().is_none());
    assert!(voice(house.core.db.reader(), &new.contact).await.unwrap().is_some());
}

#[test]
fn chat_ids_are_whole_numbers_of_64_bits_and_nothing_else() {
    for (text, id) in [
        ("7", 7),
        ("-1001234567890", -1_001_234_567_890),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        assert_eq!(telegram_chat_id(text).unwrap(), id);
    }
    for text in ["", "-", "+7", " 7", "7.0", "0x7", "9223372036854775808", "--7", "٧", "@alice"] {
        assert!(matches!(telegram_chat_id(text), Err(Error::BadInput(_))), "{text:?}");
    }
}

/// Both where nothing new is seen of them and where they are recorded again.
#[tokio::test]
async fn a_person_is_met_with_the_user_who_is_linked_to_them_now() {
    let house = House::open().await;
    let home = house.home("default", 1, |_| {}).await;
    let alice = person(10, Some("alice"));
    let renamed = Person { first_name: "Alicia".to_owned(), ..alice.clone() };
    let contact = meet_now(&house, &home, &alice).await.contact;
    let user = house.caller(&home, "7", Role::User).await.user.unwrap().id;
    let work = Work::begin(&house.core).await.unwrap();
    let link = links::insert(work.tx(), home.tenant, user, contact.id, work.now).await.unwrap();
    work.commit().await.unwrap();
    let linked = Some(LinkedUser { id: user, external_id: "7".to_owned() });
    for person in [&alice, &renamed] {
        assert_eq!(meet_now(&house, &home, person).await.user, linked);
    }
    let work = Work::begin(&house.core).await.unwrap();
    assert!(links::end(work.tx(), home.tenant, link, "user", work.now).await.unwrap());
    work.commit().await.unwrap();
    for person in [&renamed, &alice] {
        assert_eq!(meet_now(&house, &home, person).await.user, None);
    }
}
