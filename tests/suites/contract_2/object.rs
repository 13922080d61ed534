//! The integration object: 11 keys, what may be null, and a token that is never shown.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, keys, on_both};

use super::{another_bot, owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";
const KEYS: [&str; 11] = [
    "bot_token_masked",
    "bot_username",
    "created_at",
    "id",
    "is_active",
    "is_webhook_active",
    "owner_chat_id",
    "tenant_id",
    "updated_at",
    "webhook_url",
    "welcome_message",
];

fn is_uuid(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.len() == 36 && text.split('-').map(str::len).collect::<Vec<_>>() == [8, 4, 4, 4, 12]
}

async fn without_an_integration_it_is_the_literal_null(plan: Plan) {
    let house = plan.open().await;
    let reply = owner(&house, "acme").call(Method::GET, INTEGRATION).await;
    assert_eq!(*reply.json(200), Value::Null);
    house.close().await;
}

async fn it_has_exactly_these_eleven_keys(plan: Plan) {
    let house = plan.open().await;
    let bot = another_bot(&house, "acme_bot", "Acme");
    let acme = owner(&house, "acme");
    let made = acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token_of(&bot)})).await;
    let made = made.json(201);
    assert_eq!(keys(made), KEYS);
    assert!(is_uuid(&made["id"]) && is_uuid(&made["tenant_id"]), "{made}");
    assert_eq!(made["bot_username"], "acme_bot");
    for empty in ["owner_chat_id", "webhook_url", "welcome_message"] {
        assert_eq!(made[empty], Value::Null, "{empty}");
    }
    assert_eq!((&made["is_active"], &made["is_webhook_active"]), (&json!(true), &json!(false)));
    for time in ["created_at", "updated_at"] {
        let text = made[time].as_str().unwrap();
        assert!(chrono::DateTime::parse_from_rfc3339(text).is_ok() && text.ends_with('Z'), "{text}");
    }
    assert_eq!(acme.call(Method::GET, INTEGRATION).await.json(200), made);
    house.close().await;
}

async fn the_token_is_masked_everywhere(plan: Plan) {
    let house = plan.open().await;
    let bot = another_bot(&house, "acme_bot", "Acme");
    let (acme, token) = (owner(&house, "acme"), token_of(&bot));
    let made = acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token})).await;
    let changed = acme.send_to(Method::PATCH, INTEGRATION, &json!({"is_active": true})).await;
    let read = acme.call(Method::GET, INTEGRATION).await;
    let (id, secret) = token.split_once(':').unwrap();
    for reply in [made, changed, read] {
        let masked = reply.body["bot_token_masked"].as_str().unwrap().to_owned();
        let (before, after) = masked.split_once(':').unwrap();
        assert_eq!(before, "••••••••");
        assert!(after.trim_start_matches('•') == &secret[secret.len() - 4..], "{masked}");
        let text = reply.body.to_string();
        assert!(
            !text.contains(id) && !text.contains(&secret[..8]) && !text.contains(&secret[secret.len() - 5..])
        );
    }
    house.close().await;
}

async fn the_environments_bot_is_the_default_tenants_integration(plan: Plan) {
    let house = plan.open().await;
    let seen = owner(&house, "default").call(Method::GET, INTEGRATION).await;
    let seen = seen.json(200);
    assert_eq!(keys(seen), KEYS);
    assert_eq!(seen["bot_username"], "shop_bot");
    house.close().await;
}

on_both!(
    without_an_integration_it_is_the_literal_null,
    it_has_exactly_these_eleven_keys,
    the_token_is_masked_everywhere,
    the_environments_bot_is_the_default_tenants_integration,
);
