//! `POST /integration/test`.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, eventually, on_both, reads};
use telegram_emulator::{Fault, FaultKind};

use super::{another_bot, owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";
const TEST: &str = "/api/v1/telegram/integration/test";
const TEXT: &str = "✅ Тестовое сообщение\n\nTelegram интеграция настроена успешно!\nВы будете получать уведомления о новых заявках.";

fn failed(chat: i64) -> Value {
    json!({"success": false, "message": "Failed to send message", "chat_id": chat})
}

async fn it_sends_this_text_to_the_owner_or_to_the_named_chat(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let (ann, ben) = (house.anybody("Ann", "ann_owns"), house.anybody("Ben", "ben_helps"));
    house.start(&ann).await;
    house.start(&ben).await;
    owner.send_to(Method::PATCH, INTEGRATION, &json!({"owner_chat_id": ann.user})).await.json(200);
    let sent = |chat: i64| json!({"success": true, "message": "Test message sent!", "chat_id": chat});
    assert_eq!(*owner.call(Method::POST, TEST).await.json(200), sent(ann.user), "no body at all");
    assert_eq!(reads(&ann, "Тестовое").await.text, TEXT);
    for body in [json!({}), json!({"chat_id": null}), Value::Null] {
        assert_eq!(*owner.send_to(Method::POST, TEST, &body).await.json(200), sent(ann.user), "{body}");
    }
    assert_eq!(
        *owner.send_to(Method::POST, TEST, &json!({"chat_id": ben.user})).await.json(200),
        sent(ben.user)
    );
    reads(&ben, "Тестовое").await;
    let call = house.sim.calls(0).into_iter().rfind(|call| call.method == "sendMessage").unwrap();
    assert_eq!(call.params["parse_mode"], "HTML");
    assert_eq!(call.params["text"], TEXT.replace("✅ Тестовое сообщение", "✅ <b>Тестовое сообщение</b>"));
    house.close().await;
}

async fn without_any_chat_it_says_what_is_missing(plan: Plan) {
    let house = plan.open().await;
    let reply = owner(&house, "default").call(Method::POST, TEST).await;
    let expected = json!({"success": false, "message": "No chat_id provided and owner_chat_id not configured", "chat_id": null});
    assert_eq!(*reply.json(200), expected);
    house.close().await;
}

async fn a_chat_that_the_bot_does_not_know_fails_and_is_not_listed(plan: Plan) {
    let house = plan.open().await;
    house.announce("chat not found");
    let owner = owner(&house, "default");
    let reply = owner.send_to(Method::POST, TEST, &json!({"chat_id": -1_009_999_999_999_i64})).await;
    assert_eq!(*reply.json(200), failed(-1_009_999_999_999));
    let chats = owner.call(Method::GET, "/api/v1/telegram/chats").await;
    assert!(!chats.json(200).to_string().contains("9999999999"), "{chats:?}");
    house.close().await;
}

async fn a_bot_that_is_blocked_or_switched_off_or_without_a_good_token_fails(plan: Plan) {
    let house = plan.open().await;
    house.announce("bot was blocked by the user");
    house.announce("Unauthorized");
    let owner = owner(&house, "default");
    let ann = house.anybody("Ann", "ann_owns");
    house.start(&ann).await;
    let body = json!({"chat_id": ann.user});
    ann.block().unwrap();
    assert_eq!(*owner.send_to(Method::POST, TEST, &body).await.json(200), failed(ann.user));
    ann.unblock().unwrap();
    owner.send_to(Method::PATCH, INTEGRATION, &json!({"is_active": false})).await.json(200);
    assert_eq!(*owner.send_to(Method::POST, TEST, &body).await.json(200), failed(ann.user));
    owner.send_to(Method::PATCH, INTEGRATION, &json!({"is_active": true})).await.json(200);
    let good = || owner.send_to(Method::POST, TEST, &body);
    eventually("that it works again", good, |reply| reply.body["success"] == true).await;
    house.quiet().await;
    house.sim.revoke_token(house.bot.id).unwrap();
    assert_eq!(*owner.send_to(Method::POST, TEST, &body).await.json(200), failed(ann.user));
    house.close().await;
}

async fn it_gives_up_after_ten_seconds_and_the_message_does_not_come_later(plan: Plan) {
    let house = plan.open().await;
    house.announce("Too Many Requests");
    let owner = owner(&house, "default");
    let ann = house.anybody("Ann", "ann_owns");
    house.start(&ann).await;
    house.quiet().await;
    let slow = Fault::new(FaultKind::TooManyRequests { retry_after: 12 })
        .method("sendMessage")
        .chat(ann.user)
        .times(1);
    house.sim.fault(slow);
    assert_eq!(
        *owner.send_to(Method::POST, TEST, &json!({"chat_id": ann.user})).await.json(200),
        failed(ann.user)
    );
    house.quiet().await;
    assert!(!ann.messages().iter().any(|seen| seen.text.contains("Тестовое")));
    house.close().await;
}

async fn a_wrong_body_is_refused_and_without_an_integration_it_is_not_found(plan: Plan) {
    let house = plan.open().await;
    let (default, acme) = (owner(&house, "default"), owner(&house, "acme"));
    for body in [json!({"chat_id": "42"}), json!({"chat_id": 0}), json!({"chat_id": 1.5})] {
        assert!(default.send_to(Method::POST, TEST, &body).await.problem(400).contains("chat_id"), "{body}");
    }
    assert_eq!(default.send_raw(Method::POST, TEST, "{").await.problem(400), "The body is not valid JSON.");
    assert_eq!(acme.call(Method::POST, TEST).await.problem(404), "There is no Telegram integration.");
    house.close().await;
}

async fn each_bot_tests_for_itself(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let bot = another_bot(&house, "acme_bot", "Acme");
    let ann = house.anybody("Ann", "ann_owns");
    let phone = house.sim.private(ann.user, bot.id);
    acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token_of(&bot), "owner_chat_id": ann.user}))
        .await
        .json(201);
    phone.say("/start").unwrap();
    reads(&phone, "code").await;
    assert_eq!(acme.call(Method::POST, TEST).await.json(200)["success"], true);
    reads(&phone, "Тестовое").await;
    house.close().await;
}

on_both!(
    it_sends_this_text_to_the_owner_or_to_the_named_chat,
    without_any_chat_it_says_what_is_missing,
    a_chat_that_the_bot_does_not_know_fails_and_is_not_listed,
    a_bot_that_is_blocked_or_switched_off_or_without_a_good_token_fails,
    it_gives_up_after_ten_seconds_and_the_message_does_not_come_later,
    a_wrong_body_is_refused_and_without_an_integration_it_is_not_found,
    each_bot_tests_for_itself,
);
