//! Who may call what of sections 2 and 5: every operation that the description lists × everybody who may come.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Caller, Claims, House, Plan, Reply, on_both};

/// Called by Telegram; proven by its own secret.
const PUBLIC: &str = "/api/v1/telegram/webhook/{key}";

/// Every operation of integrations, with ids of nothing, as the server itself describes them.
async fn operations(house: &House) -> Vec<(Method, String)> {
    let api = house.nobody().call(Method::GET, "/openapi.json").await;
    let mut found = Vec::new();
    for (path, item) in api.json(200)["paths"].as_object().unwrap() {
        let ours =
            path.starts_with("/api/v1/telegram/integration") || path.starts_with("/api/v1/telegram/chats");
        if !ours || path == PUBLIC {
            continue;
        }
        for method in item.as_object().unwrap().keys() {
            let some_id = "00000000-0000-7000-8000-000000000000";
            let path = path.replace("{unitId}", some_id).replace("{id}", some_id);
            found.push((method.to_uppercase().parse().unwrap(), path));
        }
    }
    assert!(found.len() >= 13, "{found:?}");
    found
}

async fn call(caller: &Caller, (method, path): &(Method, String)) -> Reply {
    // It fits every operation, and Telegram is not asked for a token of this form.
    let body = json!({"bot_token": "this is no token at all", "webhook_url": "https://x.example"});
    caller.send_to(method.clone(), path, &body).await
}

async fn without_a_believed_token_everything_is_401(plan: Plan) {
    let house = plan.open().await;
    let forged = house.bearer("x.y.z");
    for operation in operations(&house).await {
        for caller in [house.nobody(), forged.clone(), house.bearer("")] {
            let reply = call(&caller, &operation).await;
            assert!(!reply.problem(401).is_empty(), "{operation:?}");
        }
    }
    house.close().await;
}

async fn plain_users_are_refused_everywhere_and_owners_and_admins_nowhere(plan: Plan) {
    let house = plan.open().await;
    for operation in operations(&house).await {
        for role in [None, Some("user"), Some("root")] {
            let claims = Claims::of(7).tenant("acme");
            let claims = role.into_iter().fold(claims, Claims::role);
            let reply = call(&house.caller(&claims), &operation).await;
            assert_eq!(reply.problem(403), "You are not allowed to do this.", "{operation:?}");
        }
        for role in ["site_owner", "admin"] {
            let reply = call(&house.caller(&Claims::of(8).tenant("acme").role(role)), &operation).await;
            assert!(!matches!(reply.status, 401 | 403 | 500..), "{operation:?} {reply:?}");
        }
    }
    house.close().await;
}

async fn another_tenants_owner_finds_nothing(plan: Plan) {
    let house = plan.open().await;
    let stranger = house.caller(&Claims::of(1).tenant("acme").role("admin"));
    for operation in operations(&house).await {
        let reply = call(&stranger, &operation).await;
        match reply.status {
            200 => {
                assert!(reply.body == Value::Null || reply.body == Value::Array(Vec::new()), "{operation:?}")
            }
            204 | 400 | 404 => {}
            _ => panic!("{operation:?} {reply:?}"),
        }
    }
    let mine = house.admin().call(Method::GET, "/api/v1/telegram/integration").await;
    assert_eq!(mine.json(200)["bot_username"], "shop_bot", "and nothing was changed");
    house.close().await;
}

on_both!(
    without_a_believed_token_everything_is_401,
    plain_users_are_refused_everywhere_and_owners_and_admins_nowhere,
    another_tenants_owner_finds_nothing,
);
