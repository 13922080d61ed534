//! What stays unseen: codes and accounts in groups, answers to strangers' web pages, figures at the public address.

use reqwest::{Method, header::HeaderMap};
use serde_json::json;
use switchboard_tests::{Caller, Plan, code_in, from_bot, on_both, reads};
use telegram_emulator::NewGroup;

async fn codes_and_account_data_never_appear_in_groups(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let codes = "select count(*) as n from verification_code";
    let books = house.books().await;
    let made = books.count(codes).await;
    let group = NewGroup::new("Friends").member(anna.phone.user).admin_bot(house.bot.id);
    let friends = house.sim.in_group(anna.phone.user, house.sim.create_group(group).unwrap());
    for phone in [&friends, house.desk()] {
        for command in
            ["/start", "/start@shop_bot", "/start abc", "/code", "/code@shop_bot", "/stop", "my code?"]
        {
            phone.say(command).unwrap();
        }
        house.quiet().await;
        assert_eq!(from_bot(phone), [] as [String; 0]);
        phone.say("/help").unwrap();
        let help = reads(phone, "private chat").await;
        assert_eq!(code_in(&help), None);
    }
    assert_eq!(books.count(codes).await, made, "no code was made");
    assert_eq!(
        *house.admin().notify(7, "a notification").await.value(),
        true,
        "a group's /stop stops nobody"
    );
    house.user(7).register("anna", None).await;
    house.quiet().await;
    for said in from_bot(&friends) {
        assert!(!said.contains('7') && !said.contains("Anna") && !said.contains("notification"), "{said}");
    }
    books.close().await;
    house.close().await;
}

/// The headers that tell a browser what a page may read.
async fn asked_from(caller: &Caller, origin: &str) -> Vec<HeaderMap> {
    let preflight = caller
        .request(Method::OPTIONS, "/graphql")
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "authorization,content-type");
    let body = json!({"query": "{ viewer { userId } }"});
    let call = caller.request(Method::POST, "/graphql").header("Origin", origin).json(&body);
    let rest =
        caller.request(Method::GET, "/api/v1/telegram/integration/webhook-url").header("Origin", origin);
    let mut headers = Vec::new();
    for request in [preflight, call, rest] {
        headers.push(request.send().await.unwrap().headers().clone());
    }
    headers
}

fn lets_in(headers: &HeaderMap, origin: &str) -> bool {
    headers.get("access-control-allow-origin").is_some_and(|allowed| allowed == origin || allowed == "*")
}

async fn browsers_are_not_let_in_by_default(plan: Plan) {
    let house = plan.open().await;
    for headers in asked_from(&house.user(7), "https://evil.example").await {
        let told: Vec<_> =
            headers.keys().filter(|name| name.as_str().starts_with("access-control-")).collect();
        assert!(told.is_empty(), "{told:?}");
    }
    house.close().await;
}

async fn only_the_configured_origins_are_let_in(plan: Plan) {
    let house = plan.variable("CORS_ORIGINS", "https://app.example.com,https://second.example").open().await;
    let caller = house.user(7);
    for origin in ["https://app.example.com", "https://second.example"] {
        for headers in asked_from(&caller, origin).await {
            assert!(lets_in(&headers, origin), "{origin}: {headers:?}");
        }
    }
    for origin in
        ["https://evil.example", "http://app.example.com", "https://app.example.com.evil.example", "null"]
    {
        for headers in asked_from(&caller, origin).await {
            assert!(!lets_in(&headers, origin), "{origin}: {headers:?}");
        }
    }
    house.close().await;
}

async fn metrics_are_served_only_at_their_own_address(plan: Plan) {
    let house = plan.open().await;
    let metrics = house.at_metrics().request(Method::GET, "/metrics").send().await.unwrap();
    assert_eq!(metrics.status().as_u16(), 200);
    let public = house.nobody().request(Method::GET, "/metrics").send().await.unwrap();
    assert_eq!(public.status().as_u16(), 404);
    let graphql =
        house.at_metrics().request(Method::POST, "/graphql").json(&json!({"query": "{ __typename }"}));
    assert_eq!(graphql.send().await.unwrap().status().as_u16(), 404);
    house.close().await;
}

on_both!(
    codes_and_account_data_never_appear_in_groups,
    browsers_are_not_let_in_by_default,
    only_the_configured_origins_are_let_in,
    metrics_are_served_only_at_their_own_address,
);
