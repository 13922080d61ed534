//! What happens to a message of a person.

use serde_json::json;
use switchboard_store::{links, message_map as map};

use super::{GROUP, Scene};
use crate::{
    actor::Role,
    people::fixture::{payload, person},
    work::Work,
};

#[tokio::test]
async fn a_message_is_stored_for_the_linked_user_and_relayed_with_who_they_are() {
    let scene = Scene::open().await;
    let ann = person(42, Some("ann"));
    scene.hear(&ann, json!({"message_id": 1, "text": "before"})).await;
    let user = scene.house.caller(&scene.home, "7", Role::User).await.user.unwrap();
    let first = scene.sends().await.remove(0);
    let contact = scene.message_of(&first).await.contact_id;
    let work = Work::begin(&scene.house.core).await.unwrap();
    links::insert(work.tx(), scene.home.tenant, user.id, contact, work.now).await.unwrap();
    work.commit().await.unwrap();
    scene.hear(&ann, json!({"message_id": 2, "text": "after"})).await;

    assert_eq!(payload(&first)["text"], "Person 42 (@ann)\nbefore");
    let second = scene.only_send_after(first.id).await;
    assert_eq!(payload(&second)["text"], "Person 42 (@ann) · user 7\nafter");
    assert_eq!(first.lane_id, second.lane_id, "one conversation, one order");
    let bodies: Vec<_> =
        scene.messages_of(scene.home.tenant, "7").await.into_iter().map(|m| m.body.unwrap()).collect();
    assert_eq!(bodies, ["after"], "what was written before the link is not the user's");
}

#[tokio::test]
async fn a_header_and_its_copy_stay_together_and_lead_to_one_message() {
    let scene = Scene::open().await;
    scene.hear(&person(42, None), json!({"message_id": 1, "sticker": {}})).await;
    let sends = scene.sends().await;
    let [header, copy] = sends.as_slice() else { panic!("{sends:?}") };
    assert_eq!((copy.op.as_str(), copy.target), ("copyMessage", Some(header.id)));
    assert_eq!((header.lane_id, header.message_id), (copy.lane_id, copy.message_id));
    assert_eq!(scene.message_of(header).await.kind, "sticker");
}

#[tokio::test]
async fn a_reply_is_shown_as_a_reply_where_its_target_is_known() {
    let scene = Scene::open().await;
    let ann = person(42, None);
    scene.hear(&ann, json!({"message_id": 1, "text": "a"})).await;
    let first = scene.sends().await.remove(0);
    let reply = |id: i64| json!({"message_id": id, "text": "b", "reply_to_message": {"message_id": 1}});
    scene.hear(&ann, reply(2)).await;
    let early = scene.only_send_after(first.id).await;
    assert!(payload(&early).get("reply_parameters").is_none(), "not delivered yet");
    assert_eq!(early.target, Some(first.id), "its id is known when this one starts");

    scene.delivered(&first, GROUP, 900).await;
    scene.hear(&ann, reply(3)).await;
    let late = scene.only_send_after(early.id).await;
    let expected = json!({"message_id": 900, "allow_sending_without_reply": true});
    assert_eq!(payload(&late)["reply_parameters"], expected);
}

#[tokio::test]
async fn without_a_support_chat_a_message_is_stored_and_nothing_is_sent() {
    let scene = Scene::with(|row| row.support_chat_id = None).await;
    scene.hear(&person(42, None), json!({"message_id": 1, "text": "a"})).await;
    assert!(scene.sends().await.is_empty());
    let place = map::find(scene.house.core.db.reader(), 500, 42, 1).await.unwrap().unwrap();
    assert!(place.message_id.is_some() && place.outbox_id.is_none());
}
