//! What the bot says where, and what `updateTelegramInfo` believes.

use switchboard_store::{chats, contacts, entities::contact::ContactState};

use super::play::Play;
use crate::{
    Error, Role,
    people::fixture::{group, payload, person, private_chat},
};

#[tokio::test]
async fn in_groups_nothing_is_said_of_codes_but_start_is_recorded() {
    let (play, home) = Play::open().await;
    let (alice, chat) = (person(10, Some("alice")), group(-100_123));
    let incoming = play.house.incoming(&home).await;
    play.linking.start(&incoming, &chat, &alice, None).await.unwrap();
    play.linking.send_code(&incoming, &chat, &alice).await.unwrap();
    play.linking.stop(&incoming, &chat, &alice).await.unwrap();
    incoming.work.commit().await.unwrap();
    assert!(play.house.accepted(&home, 0).await.is_empty());
    let db = play.house.core.db.reader();
    assert!(chats::by_telegram_id(db, home.tenant, home.bot, -100_123).await.unwrap().is_some());
    assert!(contacts::by_username(db, home.tenant, "alice").await.unwrap().is_empty());
}

#[tokio::test]
async fn the_welcome_text_is_the_integrations_own_and_stays_whole_however_long() {
    let (play, _) = Play::open().await;
    let long = "😀".repeat(2048);
    for (bot, own, sends) in [(5, "Welcome home!".to_owned(), 1), (6, long, 2)] {
        let text = own.clone();
        let home = play.house.home(&format!("t{bot}"), bot, |row| row.welcome_message = Some(text)).await;
        assert!(play.start(&home, &person(10, Some("alice"))).await.is_some());
        let texts = play.house.texts(&home, 0).await;
        assert!(texts[0].starts_with(&own));
        assert_eq!(texts.len(), sends);
        assert!(texts.iter().all(|text| text.encode_utf16().count() <= 4096));
    }
}

#[tokio::test]
async fn a_stale_deep_link_is_answered_in_the_persons_language_and_without_a_code() {
    let (play, home) = Play::open().await;
    let mut alice = person(10, Some("alice"));
    alice.language_code = Some("ru".to_owned());
    let incoming = play.house.incoming(&home).await;
    play.linking.start(&incoming, &private_chat(&alice), &alice, Some("token")).await.unwrap();
    incoming.work.commit().await.unwrap();
    let sends = play.house.accepted(&home, 0).await;
    assert_eq!(sends.len(), 1);
    assert!(payload(&sends[0])["text"].as_str().unwrap().contains("ссылка"));
    assert!(payload(&sends[0])["entities"].is_null());
}

#[tokio::test]
async fn stop_lasts_until_start_even_through_a_block() {
    let (play, home) = Play::open().await;
    let alice = person(10, Some("alice"));
    let chat = private_chat(&alice);
    play.start(&home, &alice).await;
    let incoming = play.house.incoming(&home).await;
    play.linking.stop(&incoming, &chat, &alice).await.unwrap();
    play.linking.blocked(&incoming, &chat, &alice, true).await.unwrap();
    play.linking.blocked(&incoming, &chat, &alice, false).await.unwrap();
    incoming.work.commit().await.unwrap();
    let db = play.house.core.db.reader();
    let state = async || contacts::by_username(db, home.tenant, "alice").await.unwrap()[0].state;
    assert_eq!(state().await, ContactState::Stopped);
    play.start(&home, &alice).await;
    assert_eq!(state().await, ContactState::Active);
    let incoming = play.house.incoming(&home).await;
    play.linking.blocked(&incoming, &chat, &alice, true).await.unwrap();
    incoming.work.commit().await.unwrap();
    assert_eq!(state().await, ContactState::Blocked);
}

#[tokio::test]
async fn update_info_confirms_the_own_linked_chat_and_links_nothing() {
    let (play, home) = Play::open().await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let admin = play.house.caller(&home, "1", Role::Admin).await;
    let code = play.start(&home, &person(10, Some("Alice"))).await.unwrap();
    play.start(&home, &person(11, Some("bob"))).await;
    let update = async |actor, name: &str, chat: &str| play.linking.update_info(actor, name, chat).await;
    assert!(matches!(update(&caller, "alice", "10").await, Err(Error::NotFound(_))));
    play.register(&caller, "alice", &code).await;
    play.house.clock.advance(chrono::Duration::minutes(1));
    let info = update(&caller, "@ALICE", "10").await.unwrap();
    assert_eq!((info.username.as_deref(), info.chat_id), (Some("Alice"), 10));
    let contact = contacts::by_username(play.house.core.db.reader(), home.tenant, "alice").await.unwrap();
    assert_eq!(contact[0].updated_at, play.house.now());
    assert!(matches!(update(&caller, "bob", "10").await, Err(Error::BadInput(_))));
    assert!(matches!(update(&caller, "alice", "ten").await, Err(Error::BadInput(_))));
    assert!(matches!(update(&caller, "bob", "11").await, Err(Error::NotFound(_))));
    assert!(matches!(update(&admin, "alice", "10").await, Err(Error::NotFound(_))));
    assert!(play.link_of(&admin).await.is_none());
}
