//! Where a message of an agent goes: by stored ids, or nowhere.

use chrono::Duration;
use serde_json::{Value, json};
use switchboard_store::{chats, entities::message::MessageStatus};

use super::{GROUP, Scene};
use crate::{
    actor::Role,
    delivery::FailureNotice,
    incoming::Handling,
    people::fixture::{group, payload, person, private_chat},
};

fn reply(id: i64, to: i64, from: i64) -> Value {
    let target = json!({"message_id": to, "from": {"id": from, "is_bot": from == 500}});
    json!({"message_id": id, "text": "an answer", "reply_to_message": target})
}

/// A person wrote, and the bot showed it in the group as message 900.
async fn relayed(scene: &Scene) -> i64 {
    scene.hear(&person(42, None), json!({"message_id": 1, "text": "help"})).await;
    let relay = scene.sends().await.remove(0);
    scene.delivered(&relay, GROUP, 900).await;
    relay.id
}

#[tokio::test]
async fn a_reply_to_a_relayed_message_is_copied_to_its_person() {
    let scene = Scene::open().await;
    let last = relayed(&scene).await;
    let agent = person(77, Some("bob"));
    assert_eq!(scene.agent(&agent, reply(901, 900, 500)).await, Handling::Done);

    let answer = scene.only_send_after(last).await;
    assert_eq!(answer.op, "copyMessage");
    assert_eq!(payload(&answer), json!({"from_chat_id": GROUP, "message_id": 901}));
    let reader = scene.house.core.db.reader();
    let group = chats::by_telegram_id(reader, scene.home.tenant, 500, GROUP).await.unwrap().unwrap();
    let notice: FailureNotice = serde_json::from_str(answer.on_failure.as_deref().unwrap()).unwrap();
    assert_eq!(notice, FailureNotice { chat: group.id, reply_to_message_id: 901, language: "en".to_owned() });
    let message = scene.message_of(&answer).await;
    assert_eq!((message.status, message.body.as_deref()), (MessageStatus::Queued, Some("an answer")));
    assert_eq!(message.admin_username.as_deref(), Some("bob"));
}

#[tokio::test]
async fn an_agent_without_a_username_is_called_by_name() {
    let scene = Scene::open().await;
    let last = relayed(&scene).await;
    let mut agent = person(77, None);
    agent.last_name = Some("Smith".to_owned());
    scene.agent(&agent, reply(901, 900, 500)).await;
    let message = scene.message_of(&scene.only_send_after(last).await).await;
    assert_eq!(message.admin_username.as_deref(), Some("Person 77 Smith"));
}

#[tokio::test]
async fn what_agents_say_among_themselves_goes_nowhere() {
    let scene = Scene::open().await;
    let last = relayed(&scene).await;
    let agent = person(77, None);
    scene.agent(&agent, json!({"message_id": 901, "text": "who takes it?"})).await;
    scene.agent(&agent, reply(902, 901, 77)).await;
    scene.agent(&agent, reply(903, 900, 500)).await;
    let answer = scene.only_send_after(last).await;
    scene.agent(&agent, reply(904, 903, 77)).await;
    scene
        .agent(
            &agent,
            json!({"message_id": 905, "pinned_message": {}, "reply_to_message": {"message_id": 900}}),
        )
        .await;
    let topic = json!({"message_id": 900, "from": {"id": 500}, "forum_topic_created": {}});
    scene.agent(&agent, json!({"message_id": 906, "text": "in a topic", "reply_to_message": topic})).await;
    assert_eq!(scene.sends().await.last().unwrap().id, answer.id, "only the reply to the bot went out");
}

#[tokio::test]
async fn only_agents_answer_and_only_in_the_support_chat() {
    let scene = Scene::with(|row| row.agents = Some("[77]".to_owned())).await;
    let last = relayed(&scene).await;
    scene.agent(&person(78, None), reply(901, 900, 500)).await;
    let mut bot = person(77, None);
    bot.is_bot = true;
    scene.agent(&bot, reply(902, 900, 500)).await;
    let elsewhere = group(GROUP - 1);
    scene.agent_in(&elsewhere, &person(77, None), reply(903, 900, 500)).await;
    assert_eq!(scene.sends().await.last().unwrap().id, last);
    scene.agent(&person(77, None), reply(904, 900, 500)).await;
    scene.only_send_after(last).await;
}

#[tokio::test]
async fn an_unreadable_list_of_agents_lets_nobody_in() {
    let scene = Scene::with(|row| row.agents = Some("77".to_owned())).await;
    let last = relayed(&scene).await;
    scene.agent(&person(77, None), reply(901, 900, 500)).await;
    assert_eq!(scene.sends().await.last().unwrap().id, last);
}

#[tokio::test]
async fn a_reply_to_what_is_being_sent_waits_and_then_arrives() {
    let scene = Scene::open().await;
    scene.hear(&person(42, None), json!({"message_id": 1, "text": "help"})).await;
    let relay = scene.sends().await.remove(0);
    scene.started(&relay).await;
    let agent = person(77, None);
    assert_eq!(scene.agent(&agent, reply(901, 900, 500)).await, Handling::Wait);
    assert_eq!(scene.sends().await.len(), 1, "nothing is said while it may still be found");
    scene.finished(&relay, GROUP, 900).await;
    assert_eq!(scene.agent(&agent, reply(901, 900, 500)).await, Handling::Done);
    assert_eq!(scene.only_send_after(relay.id).await.op, "copyMessage");
}

#[tokio::test]
async fn a_reply_does_not_wait_for_what_began_after_it() {
    let scene = Scene::open().await;
    let last = relayed(&scene).await;
    let agent = person(77, None);
    let early = scene.house.now();
    scene.house.clock.advance(Duration::seconds(10));
    scene.hear(&person(42, None), json!({"message_id": 2, "text": "more"})).await;
    let later = scene.only_send_after(last).await;
    scene.started(&later).await;
    let mut incoming = scene.house.incoming(&scene.home).await;
    incoming.received_at = early;
    let message = super::received(reply(901, 899, 500));
    let handling = scene.support.agent_wrote(&incoming, &group(GROUP), &agent, message).await.unwrap();
    assert_eq!(handling, Handling::Done);
}

#[tokio::test]
async fn a_reply_that_leads_to_nobody_is_asked_about_and_not_guessed() {
    let scene = Scene::open().await;
    let last = relayed(&scene).await;
    assert_eq!(scene.agent(&person(77, None), reply(901, 899, 500)).await, Handling::Done);
    let question = scene.only_send_after(last).await;
    assert!(payload(&question)["text"].as_str().unwrap().starts_with("I can't tell whom this is for"));
    assert_eq!(payload(&question)["reply_parameters"]["message_id"], 901);
    assert_eq!(question.message_id, None);
}

#[tokio::test]
async fn in_a_private_support_chat_an_agent_is_told_to_reply_and_never_writes_to_themselves() {
    let scene = Scene::with(|row| row.support_chat_id = Some(77)).await;
    let agent = person(77, None);
    let chat = private_chat(&agent);
    scene.hear(&person(42, None), json!({"message_id": 1, "text": "help"})).await;
    let relay = scene.sends().await.remove(0);
    scene.delivered(&relay, 77, 900).await;

    scene.agent_in(&chat, &agent, json!({"message_id": 901, "text": "hello?"})).await;
    let hint = scene.only_send_after(relay.id).await;
    assert!(payload(&hint)["text"].as_str().unwrap().starts_with("To answer somebody"));
    scene.agent_in(&chat, &agent, reply(902, 900, 500)).await;
    let answer = scene.only_send_after(hint.id).await;
    assert_eq!(payload(&answer), json!({"from_chat_id": 77, "message_id": 902}));
}

#[tokio::test]
async fn an_agent_never_answers_themselves() {
    let scene = Scene::with(|row| row.support_chat_id = Some(77)).await;
    let agent = person(77, None);
    let chat = private_chat(&agent);
    // The agent wrote as a contact once, and was answered by the application.
    scene.hear(&agent, json!({"message_id": 5, "text": "own"})).await;
    assert!(scene.sends().await.is_empty(), "nothing is relayed into the chat that it came from");
    let admin = scene.house.caller(&scene.home, "9", Role::Admin).await;
    scene.support.send_message(&admin, "77", "hello").await.unwrap();
    let hello = scene.sends().await.remove(0);
    scene.delivered(&hello, 77, 900).await;
    scene.agent_in(&chat, &agent, reply(902, 900, 500)).await;
    let question = scene.only_send_after(hello.id).await;
    assert!(payload(&question)["text"].as_str().unwrap().starts_with("I can't tell"));
}

#[tokio::test]
async fn another_bots_ids_lead_nowhere() {
    let scene = Scene::open().await;
    let last = relayed(&scene).await;
    let other = scene.house.home("other", 501, |row| row.support_chat_id = Some(GROUP)).await;
    let incoming = scene.house.incoming(&other).await;
    let group = group(GROUP);
    let message = super::received(reply(901, 900, 500));
    scene.support.agent_wrote(&incoming, &group, &person(77, None), message).await.unwrap();
    incoming.work.commit().await.unwrap();
    assert!(scene.house.accepted(&other, 0).await.is_empty());
    assert_eq!(scene.sends().await.last().unwrap().id, last);
}
