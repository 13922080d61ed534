//! Who may do what: every operation that the description lists × everybody who may come; foreign ids answer as missing ones.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_services::Scope;
use switchboard_tests::{Caller, Claims, House, Plan, Reply, on_both};

use super::{CHANNELS, DISPATCH, at, channel, dispatch, owner, to};
use crate::contract_0::api_keys::key;

const MISSING: &str = "00000000-0000-7000-8000-000000000000";

/// Every operation on channels, as the server itself describes them, with this id.
async fn operations(house: &House, id: &str) -> Vec<(Method, String)> {
    let api = house.nobody().call(Method::GET, "/openapi.json").await;
    let mut found = Vec::new();
    for (path, item) in api.json(200)["paths"].as_object().unwrap() {
        if !path.starts_with(CHANNELS) {
            continue;
        }
        for method in item.as_object().unwrap().keys() {
            found.push((method.to_uppercase().parse().unwrap(), path.replace("{id}", id)));
        }
    }
    assert_eq!(found.len(), 11, "{found:?}");
    found
}

async fn call(caller: &Caller, (method, path): &(Method, String)) -> Reply {
    let body = json!({"name": "x", "chat_id": "-100", "channel_id": MISSING, "type": "INFO", "title": "x"});
    caller.send_to(method.clone(), path, &body).await
}

async fn without_a_believed_token_everything_is_401(plan: Plan) {
    let house = plan.open().await;
    for operation in operations(&house, MISSING).await {
        for caller in [house.nobody(), house.bearer("x.y.z"), house.bearer("")] {
            assert!(!call(&caller, &operation).await.problem(401).is_empty(), "{operation:?}");
        }
    }
    house.close().await;
}

async fn keys_need_the_scope_channels_or_a_user(plan: Plan) {
    let house = plan.open().await;
    house.user(7).viewer().await;
    let is_other = |scope: &Scope| !matches!(scope, Scope::Channels | Scope::Own);
    let others: Vec<Scope> = Scope::ALL.into_iter().filter(is_other).collect();
    let without = house.bearer(&key(&house, "default", &others, None).await.1);
    let with = house.bearer(&key(&house, "default", &[Scope::Channels], None).await.1);
    let of_user = house.bearer(&key(&house, "default", &[Scope::Own], Some("7")).await.1);
    for operation in operations(&house, MISSING).await {
        let reply = call(&without, &operation).await;
        assert_eq!(reply.problem(403), "You are not allowed to do this.", "{operation:?}");
        for caller in [&with, &of_user] {
            let reply = call(caller, &operation).await;
            assert!(!matches!(reply.status, 401 | 403 | 500..), "{operation:?} {reply:?}");
        }
    }
    house.close().await;
}

async fn a_foreign_id_answers_exactly_as_a_missing_one(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let mine = channel(&owner, json!({"name": "Mine", "chat_id": "-100"})).await;
    let id = mine["id"].as_str().unwrap();
    let dispatched = dispatch(&owner, to(&mine, json!({"channel_id": id}))).await;
    // A stranger of another tenant, and a plain user of this one.
    for stranger in [house.caller(&Claims::of(1).tenant("acme").role("admin")), house.user(7)] {
        let (found, missing) = (operations(&house, id).await, operations(&house, MISSING).await);
        for (foreign, missing) in found.iter().zip(&missing).filter(|(found, missing)| found != missing) {
            let (a, b) = (call(&stranger, foreign).await, call(&stranger, missing).await);
            assert_eq!((a.status, a.problem(404)), (b.status, b.problem(404)), "{foreign:?}");
        }
        let foreign = stranger.send_to(Method::POST, DISPATCH, &to(&mine, json!({}))).await;
        let missing = stranger.send_to(Method::POST, DISPATCH, &to(&json!({"id": MISSING}), json!({}))).await;
        assert_eq!(foreign.problem(404), missing.problem(404));
        let path = |id: &str| format!("{CHANNELS}/dispatches/{id}");
        let foreign = stranger.call(Method::GET, &path(dispatched["id"].as_str().unwrap())).await;
        let missing = stranger.call(Method::GET, &path(MISSING)).await;
        assert_eq!(foreign.problem(404), missing.problem(404));
        assert_eq!(stranger.call(Method::GET, CHANNELS).await.json(200)["total"], 0);
    }
    house.announce("chat not found");
    assert_eq!(*owner.call(Method::GET, &at(&mine, "")).await.json(200), mine, "and nothing was changed");
    house.close().await;
}

async fn a_dispatch_by_topic_stays_in_its_tenant(plan: Plan) {
    let house = plan.open().await;
    let (owner, acme) = (owner(&house, "default"), owner(&house, "acme"));
    channel(&owner, json!({"name": "Mine", "chat_id": "-100"})).await;
    let alert = json!({"topic": "a", "level": 5, "type": "INFO", "title": "x", "include_users": true});
    assert_eq!(dispatch(&acme, alert).await["results"], Value::Array(Vec::new()));
    house.close().await;
}

on_both!(
    without_a_believed_token_everything_is_401,
    keys_need_the_scope_channels_or_a_user,
    a_foreign_id_answers_exactly_as_a_missing_one,
    a_dispatch_by_topic_stays_in_its_tenant,
);
