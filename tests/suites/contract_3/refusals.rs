//! Refusals that have nothing to do with linking, in this address's own form: too many calls, and failures of ours.

use reqwest::Method;
use switchboard_tests::{Caller, Plan, Reply, on_both};

use super::envelopes::refusal;

async fn get(caller: &Caller, path: &str) -> Reply {
    caller.call(Method::GET, &format!("/api/2.0/settings/telegram{path}")).await
}

/// What it says, once it is this refusal and has nothing else in it.
fn told(reply: &Reply, kind: &str, code: u16) -> String {
    assert_eq!((reply.status, reply.header("content-type")), (code, "application/json"), "{reply:?}");
    let message = reply.body["error"]["message"].as_str().unwrap();
    assert_eq!(reply.body, refusal(message, kind, code));
    assert_eq!(reply.header("www-authenticate") == "Bearer", code == 401, "{reply:?}");
    message.to_owned()
}

async fn one_who_calls_too_often_is_told_when_to_come_again(plan: Plan) {
    let house = plan.settings("[rate_limits]\nwindow_seconds = 86400\nuser = 1\n").open().await;
    let anna = house.user(7);
    get(&anna, "/check").await.json(200);
    let refused = get(&anna, "/check").await;
    assert!(told(&refused, "RATE_LIMITED", 429).starts_with("Too many requests. Try again in "));
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=86400).contains(&wait), "{wait}");
    house.close().await;
}

async fn a_failure_of_ours_tells_nothing_of_itself(plan: Plan) {
    let house = plan.open().await;
    let anna = house.user(7);
    get(&anna, "/check").await.json(200);
    let books = house.books().await;
    books.rename("link_token", "link_token_gone").await;
    let failed = get(&anna, "/link").await;
    books.rename("link_token_gone", "link_token").await;
    books.close().await;
    let text = "Something went wrong on our side. It has been logged.";
    assert_eq!(told(&failed, "INTERNAL", 500), text);
    get(&anna, "/link").await.json(200);
    house.close().await;
}

async fn who_is_not_believed_is_asked_for_a_token(plan: Plan) {
    let house = plan.open().await;
    for (caller, text) in [
        (house.nobody(), "Send `Authorization: Bearer …` with a token or an API key."),
        (house.bearer("x.y.z"), "This token or API key is not valid, or not any more."),
    ] {
        assert_eq!(told(&get(&caller, "/check").await, "UNAUTHENTICATED", 401), text);
    }
    house.close().await;
}

on_both!(
    one_who_calls_too_often_is_told_when_to_come_again,
    a_failure_of_ours_tells_nothing_of_itself,
    who_is_not_believed_is_asked_for_a_token,
);
