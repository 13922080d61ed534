//! Who gets a notification, and who is refused how.

use switchboard_store::{
    contacts,
    entities::{contact::ContactState, message::MessageStatus, outbox::OutboxState},
    histories, links,
    settlement::{self, From},
};

use super::{Notifications, Recipient};
use crate::{
    Error, Role,
    actor::Actor,
    people::{
        self,
        fixture::{Home, House, payload, person, private_chat},
    },
    work::Work,
};

/// A house with the user `7` linked to `@alice`, chat 10.
async fn linked() -> (House, Home, Notifications, Actor) {
    let house = House::open().await;
    let home = house.home("default", 1, |_| {}).await;
    let user = house.caller(&home, "7", Role::User).await;
    let alice = person(10, Some("Alice"));
    let incoming = house.incoming(&home).await;
    let contact = people::meet(&incoming, &private_chat(&alice), &alice).await.unwrap().contact;
    let (work, user_id) = (incoming.work, user.user.as_ref().unwrap().id);
    links::insert(work.tx(), home.tenant, user_id, contact.id, work.now).await.unwrap();
    work.commit().await.unwrap();
    let notifications = Notifications::new(house.core.clone());
    (house, home, notifications, user)
}

fn by_id(id: &str) -> Recipient {
    Recipient::User(id.to_owned())
}

fn by_name(name: &str) -> Recipient {
    Recipient::Username(name.to_owned())
}

#[tokio::test]
async fn an_admins_notification_is_stored_with_its_send() {
    let (house, home, notifications, user) = linked().await;
    let admin = house.caller(&home, "1", Role::Admin).await;
    notifications.send(&admin, by_id("7"), "Hello 😀").await.unwrap();
    notifications.send(&admin, by_name("@aLICE "), "<b>again</b>").await.unwrap();
    let sends = house.accepted(&home, 0).await;
    assert_eq!(payload(&sends[0]), serde_json::json!({"text": "Hello 😀"}));
    assert_eq!(payload(&sends[1]), serde_json::json!({"text": "<b>again</b>"}));
    let user = user.user.unwrap().id;
    let page = histories::Page { tenant: home.tenant, user, skip: 0, take: 10 };
    let history = histories::page(house.core.db.reader(), page).await.unwrap();
    assert_eq!(history.len(), 2);
    assert!(history.iter().all(|message| message.status == MessageStatus::Queued));
    assert_eq!(sends[1].message_id, Some(history[0].id));
}

#[tokio::test]
async fn unlinked_unknown_and_foreign_recipients_answer_the_same() {
    let (house, home, notifications, user) = linked().await;
    let admin = house.caller(&home, "1", Role::Admin).await;
    let other = house.home("other", 2, |_| {}).await;
    let foreign = house.caller(&other, "1", Role::Admin).await;
    let mut answers = Vec::new();
    for recipient in [by_id("1"), by_id("404"), by_name("nobody"), by_name("\0"), by_name("")] {
        answers.push(notifications.send(&admin, recipient, "x").await.unwrap_err());
    }
    for recipient in [by_id("7"), by_name("alice")] {
        answers.push(notifications.send(&foreign, recipient, "x").await.unwrap_err());
    }
    assert!(answers.iter().all(|error| error.code() == "NOT_FOUND"));
    assert!(answers.iter().all(|error| error.public_text() == answers[0].public_text()));
    assert!(matches!(notifications.send(&user, by_id("7"), "x").await, Err(Error::Forbidden(_))));
    assert!(matches!(notifications.send(&admin, by_id("7"), " ").await, Err(Error::BadInput(_))));
    assert!(house.accepted(&home, 0).await.is_empty());
}

#[tokio::test]
async fn who_stopped_or_blocked_the_bot_or_lost_it_is_a_conflict() {
    let (house, home, notifications, _) = linked().await;
    let admin = house.caller(&home, "1", Role::Admin).await;
    for state in [ContactState::Stopped, ContactState::Blocked, ContactState::Active] {
        let work = Work::begin(&house.core).await.unwrap();
        let contact = contacts::by_username(work.tx(), home.tenant, "alice").await.unwrap()[0].id;
        contacts::set_state(work.tx(), home.tenant, contact, state, work.now).await.unwrap();
        work.commit().await.unwrap();
        let sent = notifications.send(&admin, by_id("7"), "x").await;
        assert_eq!(sent.is_ok(), state == ContactState::Active);
        assert!(sent.is_ok() || matches!(sent, Err(Error::Conflict(_))));
    }
    house.disconnect(&home).await;
    house.home("taker", 1, |_| {}).await;
    assert!(matches!(notifications.send(&admin, by_id("7"), "x").await, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn only_the_own_chat_or_for_admins_the_tenants_chats_can_be_tested() {
    let (house, home, notifications, user) = linked().await;
    let other = house.home("other", 2, |_| {}).await;
    let stranger = house.caller(&home, "8", Role::User).await;
    let foreign = house.caller(&other, "1", Role::Admin).await;
    for (actor, chat) in [(&stranger, "10"), (&user, "11"), (&foreign, "10")] {
        let tested = notifications.test_connection(actor, chat).await;
        assert!(matches!(tested, Err(Error::NotFound(_))));
    }
    assert!(matches!(notifications.test_connection(&user, "x").await, Err(Error::BadInput(_))));
    assert!(house.accepted(&home, 0).await.is_empty());
}

#[tokio::test]
async fn a_test_goes_ahead_of_everything_expires_and_answers_how_it_ended() {
    let (house, home, notifications, user) = linked().await;
    house.core.wakes.own([home.bot].into());
    let bell = house.core.wakes.outbox_bell(home.bot);
    for end in [OutboxState::Sent, OutboxState::Failed, OutboxState::Expired, OutboxState::Uncertain] {
        let before = house.latest(&home).await;
        let owner = async {
            bell.rung().await;
            let probe = house.accepted(&home, before).await.remove(0);
            assert_eq!(probe.expires_at, Some(house.now() + chrono::Duration::seconds(10)));
            let work = Work::begin(&house.core).await.unwrap();
            settlement::end(work.tx(), &[probe.id], From::Pending, end, None, work.now).await.unwrap();
            work.commit().await.unwrap();
        };
        let (answer, ()) = tokio::join!(notifications.test_connection(&user, "10"), owner);
        assert_eq!(answer.unwrap(), end == OutboxState::Sent);
    }
}
