//! Whole answers, as they leave the server: the status, the kind of content, and these members, no more and no fewer.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Caller, Claims, Plan, Reply, documents, eventually, keys, on_both, reads};

const JSON: &str = "application/json; charset=utf-8";

async fn send(caller: &Caller, query: &str, variables: Value) -> Reply {
    let body = json!({"query": query, "variables": variables});
    caller.send_to(Method::POST, "/graphql", &body).await
}

/// The body of an answer to a well-formed request.
async fn ask(caller: &Caller, query: &str, variables: Value) -> Value {
    let reply = send(caller, query, variables).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, JSON), "{reply:?}");
    reply.body
}

async fn every_operation_is_answered_with_exactly_this(plan: Plan) {
    let house = plan.open().await;
    let phone = house.anybody("Anna", "Anna_A");
    let code = house.start(&phone).await;
    let (anna, admin) = (house.user(7), house.caller(&Claims::of(1).role("admin").name("Dora")));
    let chat = phone.user.to_string();
    let asked = ask(&anna, documents::REGISTER, json!({"registration": {"username": "anna_a"}})).await;
    let text = "If this username has started our bot, a code has been sent to that chat: enter it here. \
        Otherwise open the bot in Telegram and press /start.";
    assert_eq!(asked, json!({"data": {"registerTelegram": {"success": false, "message": text}}}));
    reads(&phone, "The account 7 asks to be linked").await;
    // The code of /start is void by now.
    let wrong = json!({"registration": {"username": "anna_a", "verificationCode": code}});
    let wrong = ask(&anna, documents::REGISTER, wrong).await;
    assert_eq!(keys(&wrong["data"]["registerTelegram"]), ["message", "success"]);
    let code = house.code(&phone).await;
    let right = json!({"registration": {"username": "@ANNA_A", "verificationCode": code}});
    let linked = json!({"success": true, "message": "Your account is linked to @Anna_A on Telegram now."});
    assert_eq!(ask(&anna, documents::REGISTER, right).await, json!({"data": {"registerTelegram": linked}}));
    assert_eq!(
        ask(&anna, documents::TEST, json!({"chatId": chat})).await,
        json!({"data": {"testTelegramConnection": true}})
    );
    assert_eq!(
        ask(&anna, documents::UPDATE, json!({"username": "anna_a", "chatId": chat})).await,
        json!({"data": {"updateTelegramInfo": {"telegramUsername": "Anna_A", "telegramChatId": chat}}})
    );
    assert_eq!(
        ask(&admin, documents::NOTIFY, json!({"userId": 7, "message": "the first"})).await,
        json!({"data": {"sendTelegramNotification": true}})
    );
    let sent = ask(&admin, documents::SEND, json!({"chatId": chat, "message": "the second"})).await;
    let id = sent["data"]["sendTelegramMessage"]["messageId"].as_str().unwrap();
    assert_eq!(sent, json!({"data": {"sendTelegramMessage": {"success": true, "messageId": id}}}));
    reads(&phone, "the second").await;
    eventually("that it is sent", || anna.page(7, 0, 1), |page| page.value()[0]["status"] == "SENT").await;
    // The smallest page there is.
    let history = ask(&anna, documents::MESSAGES, json!({"userId": "7", "page": 0, "size": 1})).await;
    let message = json!({
        "id": id, "message": "the second", "timestamp": history["data"]["getTelegramMessages"][0]["timestamp"],
        "direction": "OUTGOING", "status": "SENT", "adminUsername": "Dora",
    });
    assert_eq!(history, json!({"data": {"getTelegramMessages": [message]}}));
    let status = json!({
        "connected": true, "botUsername": "shop_bot", "botName": "Shop", "subscriberCount": 1, "webhookUrl": null,
    });
    assert_eq!(
        ask(&admin, documents::STATUS, json!({})).await,
        json!({"data": {"telegramBotStatus": status}})
    );
    house.close().await;
}

/// An answer that is one error of this field and nothing else; its text.
fn error_of(body: &Value, field: &str, code: &str) -> String {
    assert_eq!((keys(body), &body["data"]), (vec!["data", "errors"], &Value::Null), "{body}");
    let [error] = body["errors"].as_array().unwrap().as_slice() else { panic!("{body}") };
    assert_eq!(keys(error), ["extensions", "locations", "message", "path"], "{body}");
    assert_eq!((&error["extensions"], &error["path"]), (&json!({"code": code}), &json!([field])), "{body}");
    assert_eq!(keys(&error["locations"][0]), ["column", "line"], "{body}");
    error["message"].as_str().unwrap().to_owned()
}

async fn every_error_has_its_code_and_exactly_these_members(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let (admin, own) = (house.admin(), json!({"userId": "7"}));
    let notice = |user: i32| json!({"userId": user, "message": "x"});

    let body = ask(&house.nobody(), documents::MESSAGES, own.clone()).await;
    assert!(!error_of(&body, "getTelegramMessages", "UNAUTHENTICATED").is_empty());
    let body = ask(&house.user(8), documents::MESSAGES, own.clone()).await;
    assert_eq!(error_of(&body, "getTelegramMessages", "FORBIDDEN"), "You are not allowed to do this.");
    let body = ask(&admin, documents::NOTIFY, notice(99)).await;
    let text = "This user is not linked to Telegram.";
    assert_eq!(error_of(&body, "sendTelegramNotification", "NOT_FOUND"), text);
    let body = ask(&admin, documents::NOTIFY, json!({"message": "x"})).await;
    let text = "Give exactly one of userId and username.";
    assert_eq!(error_of(&body, "sendTelegramNotification", "BAD_USER_INPUT"), text);
    anna.phone.say("/stop").unwrap();
    reads(&anna.phone, "No more notifications").await;
    let body = ask(&admin, documents::NOTIFY, notice(7)).await;
    let text = "This user asked the bot to send no notifications.";
    assert_eq!(error_of(&body, "sendTelegramNotification", "CONFLICT"), text);
    house.quiet().await;
    let books = house.books().await;
    books.rename("message", "message_gone").await;
    let body = ask(&anna.caller, documents::MESSAGES, own).await;
    books.rename("message_gone", "message").await;
    books.close().await;
    let text = "Something went wrong on our side. It has been logged.";
    assert_eq!(error_of(&body, "getTelegramMessages", "INTERNAL"), text);

    // Before anything is executed there is no data, and no path.
    let bare = "mutation { registerTelegram(registration: {username: \"anna\"}) }";
    let body = ask(&anna.caller, bare, json!({})).await;
    assert_eq!(keys(&body), ["errors"], "{body}");
    assert_eq!(keys(&body["errors"][0]), ["extensions", "locations", "message"], "{body}");
    assert_eq!(body["errors"][0]["extensions"], json!({"code": "GRAPHQL_VALIDATION_FAILED"}));
    house.close().await;
}

async fn one_who_calls_too_often_is_told_when_to_come_again(plan: Plan) {
    let house = plan.settings("[rate_limits]\nwindow_seconds = 86400\nuser = 1\n").open().await;
    let anna = house.user(7);
    ask(&anna, documents::VIEWER, json!({})).await;
    let refused = send(&anna, documents::VIEWER, json!({})).await;
    assert_eq!((refused.status, refused.header("content-type")), (429, JSON), "{refused:?}");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=86400).contains(&wait), "{wait}");
    assert_eq!(keys(&refused.body), ["errors"]);
    let error = &refused.body["errors"][0];
    assert_eq!(keys(error), ["extensions", "message"]);
    assert_eq!(error["extensions"], json!({"code": "RATE_LIMITED", "retryAfter": wait}));
    house.close().await;
}

on_both!(
    every_operation_is_answered_with_exactly_this,
    every_error_has_its_code_and_exactly_these_members,
    one_who_calls_too_often_is_told_when_to_come_again,
);
