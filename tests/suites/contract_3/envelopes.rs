//! The form of answers and refusals: these keys, no more and no fewer.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_services::{Scope, accounts::NewApiKey};
use switchboard_tests::{Claims, House, Plan, on_both};

use super::{accept, call, link, open, token};
use secrecy::ExposeSecret as _;

fn envelope(response: &Value, href: &str, action: &str) -> Value {
    json!({"response": response, "count": 1, "links": [{"href": href, "action": action}], "status": 0, "statusCode": 200})
}

pub(super) fn refusal(message: &str, kind: &str, code: u16) -> Value {
    json!({"error": {"message": message, "type": kind, "hresult": 0}, "status": 1, "statusCode": code})
}

async fn every_answer_has_exactly_the_keys_of_the_contract(plan: Plan) {
    let house = plan.open().await;
    let anna = house.user(7);
    let base = format!("{}/api/2.0/settings/telegram", house.address());
    let is = async |method: Method, path: &str, response: Value| {
        let reply = call(&anna, method.clone(), path).await;
        assert_eq!((reply.status, reply.content_type.as_str()), (200, "application/json"));
        assert_eq!(reply.body, envelope(&response, &format!("{base}{path}"), method.as_str()));
    };
    is(Method::GET, "/check", json!({"status": 0})).await;
    let url = link(&anna).await;
    assert_eq!(url, format!("https://t.me/shop_bot?start={}", token(&url)));
    is(Method::GET, "/link", json!(url)).await;
    is(Method::GET, "/check?again=1", json!({"status": 2})).await;
    let phone = house.anybody("Anna", "Anna_A");
    let question = open(&phone, &url).await;
    accept(&house, &phone, &question).await;
    is(Method::GET, "/check", json!({"status": 1, "username": "Anna_A"})).await;
    for path in ["/link", "/unlink", "/link"] {
        is(Method::DELETE, path, json!(true)).await;
    }
    is(Method::GET, "/check", json!({"status": 0})).await;
    house.close().await;
}

async fn a_linked_chat_without_a_username_leaves_it_out(plan: Plan) {
    let house = plan.open().await;
    let anna = house.user(7);
    let phone = house.person(telegram_emulator::NewUser::new("Anna"));
    let question = open(&phone, &link(&anna).await).await;
    accept(&house, &phone, &question).await;
    assert_eq!(super::get(&anna, "/check").await, json!({"status": 1}));
    house.close().await;
}

async fn the_address_of_the_request_is_the_public_one_where_it_is_known(plan: Plan) {
    let plan = plan.variable("PUBLIC_API_URL", "https://chat.example.com/tg/");
    let house = plan.open().await;
    let reply = call(&house.user(7), Method::GET, "/check").await;
    assert_eq!(reply.body["links"][0]["href"], "https://chat.example.com/tg/api/2.0/settings/telegram/check");
    house.close().await;
}

async fn who_is_not_signed_in_gets_the_error_envelope(plan: Plan) {
    let house = plan.open().await;
    let expired = Claims::of(7).with("exp", (house.now() - chrono::Duration::hours(1)).timestamp());
    for caller in [house.nobody(), house.bearer("nonsense"), house.caller(&expired)] {
        for (method, path) in [
            (Method::GET, "/check"),
            (Method::GET, "/link"),
            (Method::GET, "/link.svg"),
            (Method::DELETE, "/link"),
            (Method::DELETE, "/unlink"),
        ] {
            let reply = call(&caller, method, path).await;
            assert_eq!((reply.status, reply.content_type.as_str()), (401, "application/json"));
            assert_eq!(reply.authenticate, "Bearer");
            let message = reply.body["error"]["message"].as_str().unwrap().to_owned();
            assert!(!message.is_empty());
            assert_eq!(reply.body, refusal(&message, "UNAUTHENTICATED", 401));
        }
    }
    house.close().await;
}

async fn without_a_bot_the_error_envelope_says_so(plan: Plan) {
    let house = plan.open().await;
    let stranger = house.caller(&Claims::of(7).tenant("elsewhere"));
    for path in ["/link", "/link.svg"] {
        let reply = call(&stranger, Method::GET, path).await;
        assert_eq!(
            (reply.status, reply.body),
            (404, refusal("No Telegram bot is configured.", "NOT_FOUND", 404))
        );
    }
    let reply = call(&stranger, Method::GET, "/check").await;
    assert_eq!(reply.body["response"], json!({"status": 0}));
    let reply = call(&stranger, Method::DELETE, "/link").await;
    assert_eq!(reply.body["response"], true);

    let books = house.books().await;
    books.change("update integration set is_active = false").await;
    books.close().await;
    let reply = call(&house.user(7), Method::GET, "/link").await;
    assert_eq!(
        (reply.status, reply.body),
        (409, refusal("The Telegram bot is switched off.", "CONFLICT", 409))
    );
    house.close().await;
}

async fn unknown_addresses_and_methods_get_the_error_envelope(plan: Plan) {
    let house = plan.open().await;
    for (method, path, code, kind) in [
        (Method::GET, "/nothing", 404, "NOT_FOUND"),
        (Method::GET, "", 404, "NOT_FOUND"),
        (Method::POST, "/link", 405, "METHOD_NOT_ALLOWED"),
        (Method::GET, "/unlink", 405, "METHOD_NOT_ALLOWED"),
    ] {
        let reply = call(&house.user(7), method, path).await;
        let message = reply.body["error"]["message"].as_str().unwrap_or_default().to_owned();
        assert_eq!((reply.status, reply.body), (code, refusal(&message, kind, code)), "{path}");
    }
    house.close().await;
}

async fn a_key_that_acts_for_nobody_has_no_account_to_link(plan: Plan) {
    let house = plan.open().await;
    let program = house.bearer(&key(&house).await);
    for (method, path) in [(Method::GET, "/check"), (Method::GET, "/link"), (Method::DELETE, "/link")] {
        let reply = call(&program, method, path).await;
        let message = reply.body["error"]["message"].as_str().unwrap().to_owned();
        assert_eq!((reply.status, reply.body), (403, refusal(&message, "FORBIDDEN", 403)));
    }
    house.close().await;
}

async fn key(house: &House) -> String {
    let accounts = &house.services().accounts;
    let operator = accounts.operator("default").await.unwrap();
    let new = NewApiKey { name: "x".to_owned(), scopes: vec![Scope::Messages], user: None, expires_at: None };
    accounts.create_api_key(&operator, new).await.unwrap().1.expose_secret().to_owned()
}

on_both!(
    every_answer_has_exactly_the_keys_of_the_contract,
    a_linked_chat_without_a_username_leaves_it_out,
    the_address_of_the_request_is_the_public_one_where_it_is_known,
    who_is_not_signed_in_gets_the_error_envelope,
    without_a_bot_the_error_envelope_says_so,
    unknown_addresses_and_methods_get_the_error_envelope,
    a_key_that_acts_for_nobody_has_no_account_to_link,
);
