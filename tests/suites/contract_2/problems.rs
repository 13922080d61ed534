//! Refusals, whole: five members that say what they must, and the headers that belong to them.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, Reply, on_both};

use super::{owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";
const CHATS: &str = "/api/v1/telegram/chats";
const LEADS: &str = "/api/v1/telegram/leads";

fn problem(status: u16, title: &str, detail: &str, instance: &str) -> Value {
    json!({"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": instance})
}

/// Fails unless it is this problem, told as one.
fn is(reply: &Reply, status: u16, title: &str, detail: &str, instance: &str) {
    assert_eq!(reply.problem(status), detail);
    assert_eq!(reply.body, problem(status, title, detail, instance));
}

async fn every_status_has_its_title_its_sentence_and_its_address(plan: Plan) {
    let house = plan.open().await;
    let (owner, acme) = (owner(&house, "default"), owner(&house, "acme"));
    let reply = owner.send_raw(Method::POST, INTEGRATION, "{").await;
    is(&reply, 400, "Bad Request", "The body is not valid JSON.", INTEGRATION);
    let missing = "Send `Authorization: Bearer …` with a token or an API key.";
    is(&house.nobody().call(Method::GET, CHATS).await, 401, "Unauthorized", missing, CHATS);
    let refused = "This token or API key is not valid, or not any more.";
    is(&house.bearer("x.y.z").call(Method::GET, CHATS).await, 401, "Unauthorized", refused, CHATS);
    let forbidden = "You are not allowed to do this.";
    is(&house.user(7).call(Method::GET, CHATS).await, 403, "Forbidden", forbidden, CHATS);
    let reply = acme.send_to(Method::PATCH, INTEGRATION, &json!({})).await;
    is(&reply, 404, "Not Found", "There is no Telegram integration.", INTEGRATION);
    // What stands behind the question mark is nobody's business.
    let reply = owner.call(Method::GET, "/api/v1/telegram/nothing?token=x").await;
    is(&reply, 404, "Not Found", "There is nothing at this address.", "/api/v1/telegram/nothing");
    let reply = owner.call(Method::PUT, INTEGRATION).await;
    is(&reply, 405, "Method Not Allowed", "This address does not take PUT.", INTEGRATION);
    let reply = acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token_of(&house.bot)})).await;
    let elsewhere = "This bot is connected to another integration already.";
    is(&reply, 409, "Conflict", elsewhere, INTEGRATION);
    let reply = owner.send_raw(Method::POST, INTEGRATION, "x".repeat(1024 * 1024 + 1)).await;
    is(&reply, 413, "Payload Too Large", "The body is larger than 1 MiB.", INTEGRATION);
    let reply = owner.send_to(Method::POST, INTEGRATION, &json!({"bot_token": "x", "botToken": "x"})).await;
    let both =
        "Send either bot_token (the default integration) or botToken (an integration of a unit), not both.";
    is(&reply, 422, "Unprocessable Entity", both, INTEGRATION);
    house.quiet().await;
    let books = house.books().await;
    books.rename("lead", "lead_gone").await;
    let reply = owner.call(Method::GET, LEADS).await;
    books.rename("lead_gone", "lead").await;
    books.close().await;
    let ours = "Something went wrong on our side. It has been logged.";
    is(&reply, 500, "Internal Server Error", ours, LEADS);
    house.close().await;
}

async fn one_who_calls_too_often_is_told_when_to_come_again(plan: Plan) {
    let house = plan.settings("[rate_limits]\nwindow_seconds = 86400\nuser = 1\n").open().await;
    let owner = owner(&house, "default");
    owner.call(Method::GET, CHATS).await.json(200);
    let reply = owner.call(Method::GET, CHATS).await;
    let detail = reply.problem(429);
    assert!(detail.starts_with("Too many requests. Try again in "), "{detail}");
    assert_eq!(reply.body, problem(429, "Too Many Requests", detail, CHATS));
    let wait: u64 = reply.header("retry-after").parse().unwrap();
    assert!((1..=86400).contains(&wait), "{wait}");
    house.close().await;
}

/// It asks for no token: the proof is the webhook's own, and the key is not shown.
async fn a_call_that_is_not_telegrams_is_this_problem(plan: Plan) {
    let house = plan.open().await;
    let path = "/api/v1/telegram/webhook/a-key-of-nobody";
    let reply = house.nobody().send_to(Method::POST, path, &json!({"update_id": 1})).await;
    assert_eq!((reply.status, reply.header("content-type")), (401, "application/problem+json"));
    assert_eq!(reply.header("www-authenticate"), "");
    let expected = problem(401, "Unauthorized", "Unknown webhook.", "/api/v1/telegram/webhook");
    assert_eq!(reply.body, expected);
    house.close().await;
}

on_both!(
    every_status_has_its_title_its_sentence_and_its_address,
    one_who_calls_too_often_is_told_when_to_come_again,
    a_call_that_is_not_telegrams_is_this_problem,
);
