//! What becomes of earlier links.

use super::play::Play;
use crate::{Role, people::fixture::person};

#[tokio::test]
async fn a_user_who_links_another_chat_leaves_the_first_and_both_chats_are_told() {
    let (play, home) = Play::open().await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let (first, second) = (person(10, Some("alice")), person(11, Some("bob")));
    let code = play.start(&home, &first).await.unwrap();
    assert!(play.register(&caller, "alice", &code).await.success);
    let code = play.start(&home, &second).await.unwrap();
    let before = play.house.latest(&home).await;
    assert!(play.register(&caller, "bob", &code).await.success);
    assert_eq!(play.linking.info(&caller).await.unwrap().unwrap().chat_id, 11);
    let told = play.house.texts(&home, before).await;
    assert!(told.iter().any(|text| text.contains("was linked to another chat")), "{told:?}");
    assert!(told.iter().any(|text| text.contains("replaces the account's link")), "{told:?}");
    assert_eq!(told.len(), 2);
}

#[tokio::test]
async fn a_chat_that_another_user_links_leaves_the_first_user_and_says_whom() {
    let (play, home) = Play::open().await;
    let first = play.house.caller(&home, "7", Role::User).await;
    let second = play.house.caller(&home, "8", Role::User).await;
    let alice = person(10, Some("alice"));
    let code = play.start(&home, &alice).await.unwrap();
    assert!(play.register(&first, "alice", &code).await.success);
    let code = play.code(&home, &alice).await.unwrap();
    let before = play.house.latest(&home).await;
    assert!(play.register(&second, "alice", &code).await.success);
    assert!(play.link_of(&first).await.is_none());
    assert!(play.link_of(&second).await.is_some());
    let told = play.house.texts(&home, before).await;
    assert!(told[0].contains("account 8") && told[0].contains("link to the account 7"), "{told:?}");
}

#[tokio::test]
async fn linking_the_same_pair_again_changes_nothing_but_confirms() {
    let (play, home) = Play::open().await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let alice = person(10, Some("alice"));
    let code = play.start(&home, &alice).await.unwrap();
    play.register(&caller, "alice", &code).await;
    let link = play.link_of(&caller).await;
    let code = play.code(&home, &alice).await.unwrap();
    assert!(play.register(&caller, "alice", &code).await.success);
    assert_eq!(play.link_of(&caller).await, link);
    assert!(play.house.texts(&home, 0).await.pop().unwrap().contains("as before"));
}

#[tokio::test]
async fn only_the_linked_chat_can_disown_and_it_ends_the_link_at_once() {
    let (play, home) = Play::open().await;
    let other = play.house.home("other", 2, |_| {}).await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let alice = person(10, Some("alice"));
    let code = play.start(&home, &alice).await.unwrap();
    play.register(&caller, "alice", &code).await;
    let link = play.link_of(&caller).await.unwrap().id;
    play.disown(&home, &person(11, Some("bob")), link).await;
    play.disown(&other, &alice, link).await;
    assert!(play.link_of(&caller).await.is_some());
    let before = play.house.latest(&home).await;
    play.disown(&home, &alice, link).await;
    assert!(play.link_of(&caller).await.is_none());
    let ops: Vec<_> = play.house.accepted(&home, before).await.into_iter().map(|send| send.op).collect();
    assert_eq!(ops, ["answerCallbackQuery", "sendMessage"]);
    play.disown(&home, &alice, link).await;
    assert!(play.house.texts(&home, 0).await.pop().unwrap().contains("ended already"));
}

#[tokio::test]
async fn unlinking_tells_the_chat_once() {
    let (play, home) = Play::open().await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let code = play.start(&home, &person(10, Some("alice"))).await.unwrap();
    play.register(&caller, "alice", &code).await;
    let before = play.house.latest(&home).await;
    play.linking.unlink(&caller).await.unwrap();
    play.linking.unlink(&caller).await.unwrap();
    assert!(play.linking.info(&caller).await.unwrap().is_none());
    assert_eq!(play.house.texts(&home, before).await.len(), 1);
}
