//! The application answers a contact by chat id.

use serde_json::json;

use super::Scene;
use crate::{
    actor::Role,
    error::Error,
    people::fixture::{payload, person},
};

#[tokio::test]
async fn a_message_to_a_contact_is_accepted_in_the_conversations_order() {
    let scene = Scene::open().await;
    scene.hear(&person(42, None), json!({"message_id": 1, "text": "a"})).await;
    let last = scene.house.latest(&scene.home).await;
    let admin = scene.house.caller(&scene.home, "9", Role::Admin).await;
    let id = scene.support.send_message(&admin, "42", "שלום 😀").await.unwrap();
    let send = scene.only_send_after(last).await;
    assert_eq!((send.op.as_str(), payload(&send)), ("sendMessage", json!({"text": "שלום 😀"})));
    assert_eq!(send.message_id, Some(id));
    let message = scene.message_of(&send).await;
    assert_eq!(message.admin_username.as_deref(), Some("9"));
    assert!(message.conversation_id.is_some());
}

#[tokio::test]
async fn chats_of_other_tenants_and_of_nobody_answer_alike() {
    let scene = Scene::open().await;
    scene.hear(&person(42, None), json!({"message_id": 1, "text": "a"})).await;
    let other = scene.house.home("other", 501, |_| {}).await;
    let foreign = scene.house.caller(&other, "9", Role::Admin).await;
    let missing = scene.support.send_message(&foreign, "43", "hi").await.unwrap_err();
    let theirs = scene.support.send_message(&foreign, "42", "hi").await.unwrap_err();
    assert!(matches!(&theirs, Error::NotFound(text) if *text == missing.public_text()));
    let huge = scene.support.send_message(&foreign, "-9223372036854775808", "hi").await;
    assert!(matches!(huge, Err(Error::NotFound(_))));
    assert!(scene.house.accepted(&other, 0).await.is_empty());
}

#[tokio::test]
async fn bad_ids_bad_texts_and_small_roles_are_refused() {
    let scene = Scene::open().await;
    scene.hear(&person(42, None), json!({"message_id": 1, "text": "a"})).await;
    let admin = scene.house.caller(&scene.home, "9", Role::Admin).await;
    for id in ["", "abc", "4 2", "9223372036854775808", "4.2", "@ann"] {
        let refused = scene.support.send_message(&admin, id, "hi").await;
        assert!(matches!(refused, Err(Error::BadInput(_))), "{id}");
    }
    for text in [String::new(), " \n".to_owned(), "a".repeat(4097)] {
        let refused = scene.support.send_message(&admin, "42", &text).await;
        assert!(matches!(refused, Err(Error::BadInput(_))));
    }
    for role in [Role::User, Role::SiteOwner] {
        let actor = scene.house.caller(&scene.home, "8", role).await;
        assert!(matches!(scene.support.send_message(&actor, "42", "hi").await, Err(Error::Forbidden(_))));
    }
}

#[tokio::test]
async fn a_bot_that_is_switched_off_says_so() {
    let scene = Scene::with(|row| row.is_active = false).await;
    scene.hear(&person(42, None), json!({"message_id": 1, "text": "a"})).await;
    let admin = scene.house.caller(&scene.home, "9", Role::Admin).await;
    let refused = scene.support.send_message(&admin, "42", "hi").await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
}
