//! Which codes work.

use chrono::Duration;

use super::play::{Play, wrong};
use crate::{
    Role,
    people::fixture::{payload, person},
};

#[tokio::test]
async fn the_code_from_the_chat_links_the_caller() {
    let (play, home) = Play::open().await;
    let (alice, caller) = (person(10, Some("Alice")), play.house.caller(&home, "7", Role::User).await);
    let code = play.start(&home, &alice).await.unwrap();
    assert_eq!(code.len(), 6);
    let result = play.register(&caller, " @aLICE", &code).await;
    assert!(result.success, "{}", result.message);
    let info = play.linking.info(&caller).await.unwrap().unwrap();
    assert_eq!((info.username.as_deref(), info.chat_id), (Some("Alice"), 10));
    let confirmation = payload(play.house.accepted(&home, 0).await.last().unwrap());
    assert!(confirmation["text"].as_str().unwrap().contains("account 7."));
    let link = play.link_of(&caller).await.unwrap().id;
    let data = confirmation["reply_markup"]["inline_keyboard"][0][0]["callback_data"].as_str().unwrap();
    assert_eq!(data, format!("disown:{link}"));
    assert!(data.len() <= 64);
}

#[tokio::test]
async fn a_code_works_once() {
    let (play, home) = Play::open().await;
    let first = play.house.caller(&home, "7", Role::User).await;
    let second = play.house.caller(&home, "8", Role::User).await;
    let code = play.start(&home, &person(10, Some("alice"))).await.unwrap();
    assert!(play.register(&first, "alice", &code).await.success);
    assert!(!play.register(&second, "alice", &code).await.success);
    assert!(play.link_of(&second).await.is_none());
}

#[tokio::test]
async fn a_code_works_for_ten_minutes() {
    let (play, home) = Play::open().await;
    let (alice, caller) = (person(10, Some("alice")), play.house.caller(&home, "7", Role::User).await);
    let code = play.start(&home, &alice).await.unwrap();
    play.house.clock.advance(Duration::minutes(10));
    assert!(!play.register(&caller, "alice", &code).await.success);
    let code = play.code(&home, &alice).await.unwrap();
    play.house.clock.advance(Duration::seconds(599));
    assert!(play.register(&caller, "alice", &code).await.success);
}

#[tokio::test]
async fn a_new_code_voids_the_earlier_one() {
    let (play, home) = Play::open().await;
    let (alice, caller) = (person(10, Some("alice")), play.house.caller(&home, "7", Role::User).await);
    let earlier = play.start(&home, &alice).await.unwrap();
    let later = play.code(&home, &alice).await.unwrap();
    if earlier != later {
        assert!(!play.register(&caller, "alice", &earlier).await.success);
    }
    assert!(play.register(&caller, "alice", &later).await.success);
}

#[tokio::test]
async fn a_code_is_void_once_the_username_changed() {
    let (play, home) = Play::open().await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let code = play.start(&home, &person(10, Some("alice"))).await.unwrap();
    let renamed = person(10, Some("alice_new"));
    let incoming = play.house.incoming(&home).await;
    play.linking.help(&incoming, &crate::people::fixture::private_chat(&renamed), &renamed).await.unwrap();
    incoming.work.commit().await.unwrap();
    for name in ["alice", "alice_new"] {
        assert!(!play.register(&caller, name, &code).await.success);
    }
}

#[tokio::test]
async fn a_code_does_not_move_along_with_the_username() {
    let (play, home) = Play::open().await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let old = play.start(&home, &person(10, Some("alice"))).await.unwrap();
    let new = play.start(&home, &person(11, Some("alice"))).await.unwrap();
    if old != new {
        assert!(!play.register(&caller, "alice", &old).await.success);
    }
    assert!(play.register(&caller, "alice", &new).await.success);
    assert_eq!(play.linking.info(&caller).await.unwrap().unwrap().chat_id, 11);
}

#[tokio::test]
async fn unknown_names_wrong_codes_and_foreign_tenants_get_the_same_answer() {
    let (play, home) = Play::open().await;
    let other = play.house.home("other", 2, |_| {}).await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let code = play.start(&home, &person(10, Some("alice"))).await.unwrap();
    let foreign = play.start(&other, &person(11, Some("bob"))).await.unwrap();
    let answers = [
        play.register(&caller, "alice", &wrong(&code)).await,
        play.register(&caller, "nobody", &code).await,
        play.register(&caller, "bob", &foreign).await,
        play.register(&caller, "не имя", &code).await,
        play.register(&caller, "alice", "12 34").await,
    ];
    assert!(answers.iter().all(|answer| !answer.success && *answer == answers[0]));
}

#[tokio::test]
async fn with_several_bots_the_code_decides_which_chat_is_linked() {
    let (play, home) = Play::open().await;
    let second = play.house.home("default", 2, |_| {}).await;
    let (alice, caller) = (person(10, Some("alice")), play.house.caller(&home, "7", Role::User).await);
    play.start(&home, &alice).await.unwrap();
    let code = play.start(&second, &alice).await.unwrap();
    assert!(play.register(&caller, "alice", &code).await.success);
    assert_eq!(play.house.accepted(&home, 0).await.last().unwrap().op, "sendMessage");
    let link = play.link_of(&caller).await.unwrap();
    let contact =
        switchboard_store::contacts::by_id(play.house.core.db.reader(), home.tenant, link.contact_id);
    assert_eq!(contact.await.unwrap().unwrap().bot_id, 2);
}

#[tokio::test]
async fn without_a_username_there_is_no_code_but_a_way_to_get_one() {
    let (play, home) = Play::open().await;
    assert_eq!(play.start(&home, &person(10, None)).await, None);
    assert!(play.house.texts(&home, 0).await[0].contains("you need a username"));
}
