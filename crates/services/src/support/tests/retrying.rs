//! The button under a notice that a reply could not be delivered.

use serde_json::json;
use switchboard_store::entities::{
    message::MessageStatus,
    outbox::{Model, OutboxState},
};

use super::{GROUP, Scene};
use crate::people::{
    Person,
    fixture::{group, payload, person},
};

/// An agent's reply that Telegram refused.
async fn failed_reply(scene: &Scene) -> Model {
    scene.hear(&person(42, None), json!({"message_id": 1, "text": "help"})).await;
    let relay = scene.sends().await.remove(0);
    scene.delivered(&relay, GROUP, 900).await;
    let target = json!({"message_id": 900, "from": {"id": 500, "is_bot": true}});
    scene
        .agent(&person(77, None), json!({"message_id": 901, "text": "yes", "reply_to_message": target}))
        .await;
    let answer = scene.only_send_after(relay.id).await;
    scene.started(&answer).await;
    scene.ended(&answer, OutboxState::Failed, Some("blocked")).await;
    answer
}

async fn press(scene: &Scene, chat: i64, who: &Person, send: i64) {
    let incoming = scene.house.incoming(&scene.home).await;
    scene.support.retry(&incoming, &group(chat), who, send, "q1").await.unwrap();
    incoming.work.commit().await.unwrap();
}

#[tokio::test]
async fn a_failed_reply_goes_again_once() {
    let scene = Scene::open().await;
    let failed = failed_reply(&scene).await;
    assert_eq!(scene.message_of(&failed).await.status, MessageStatus::Failed);
    press(&scene, GROUP, &person(77, None), failed.id).await;

    let sends = scene.house.accepted(&scene.home, failed.id).await;
    let [again, told] = sends.as_slice() else { panic!("{sends:?}") };
    assert_eq!((again.replay_of, again.lane_id), (Some(failed.id), failed.lane_id));
    assert_eq!(
        (&again.op, &again.payload, again.message_id),
        (&failed.op, &failed.payload, failed.message_id)
    );
    assert_eq!(again.on_failure, failed.on_failure);
    assert_eq!(told.op, "answerCallbackQuery");
    assert_eq!(payload(told), json!({"callback_query_id": "q1", "text": "It is being sent again."}));
    let message = scene.message_of(&failed).await;
    assert_eq!((message.status, message.failure), (MessageStatus::Queued, None));

    press(&scene, GROUP, &person(77, None), failed.id).await;
    let second = scene.only_send_after(told.id).await;
    assert_eq!(payload(&second)["text"], "It has been sent again already.");
}

#[tokio::test]
async fn nothing_goes_again_for_strangers_in_other_chats_or_before_it_failed() {
    let scene = Scene::with(|row| row.agents = Some("[77]".to_owned())).await;
    let failed = failed_reply(&scene).await;
    let relay = scene.sends().await.remove(0);
    press(&scene, GROUP, &person(78, None), failed.id).await;
    press(&scene, GROUP - 1, &person(77, None), failed.id).await;
    press(&scene, GROUP, &person(77, None), relay.id).await;
    press(&scene, GROUP, &person(77, None), failed.id + 1000).await;
    let answers = scene.house.accepted(&scene.home, failed.id).await;
    assert!(answers.iter().all(|send| send.op == "answerCallbackQuery" && send.expires_at.is_some()));
    let texts = scene.house.texts(&scene.home, failed.id).await;
    let (agents, cannot) = ("Only the support agents can do this.", "This message can't be sent again.");
    assert_eq!(texts, [agents, agents, cannot, cannot]);
}
