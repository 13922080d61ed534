//! What is no channel and no alert: 400 with the field, before anything is stored or sent.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, on_both};

use super::{CHANNELS, DISPATCH, at, channel, owner, to};

/// Bodies with the word that the refusal must say.
fn bad_channels() -> Vec<(Value, &'static str)> {
    let with = |field: &str, value: Value| {
        let mut body = json!({"name": "x", "chat_id": "-100"});
        body[field] = value;
        body
    };
    let schedule = |schedule: Value| with("schedule", schedule);
    vec![
        (json!({"chat_id": "-100"}), "name"),
        (json!({"name": "x"}), "chat_id"),
        (with("name", json!(" ")), "name"),
        (with("name", json!("x".repeat(256))), "name"),
        (with("name", json!("a\u{7}")), "name"),
        (with("name", json!(7)), "name"),
        (with("chat_id", json!(-100)), "chat_id"),
        (with("chat_id", json!("0")), "chat_id"),
        (with("chat_id", json!("@ops")), "chat_id"),
        (with("chat_id", json!("-1001234567890123456789")), "chat_id"),
        (with("chat_id", json!("−100")), "chat_id"),
        (with("level", json!(0)), "level"),
        (with("level", json!(6)), "level"),
        (with("level", json!("3")), "level"),
        (with("topics", json!("orders")), "topics"),
        (with("topics", json!(["a b"])), "topic"),
        (with("topics", json!(["a", "A"])), "twice"),
        (with("topics", json!(vec!["x"; 51])), "topics"),
        (with("topics", json!([["a"]])), "topics[0]"),
        (with("token", json!("123:short")), "token"),
        (with("token", json!("x".repeat(300))), "token"),
        (with("is_enabled", json!("yes")), "is_enabled"),
        (schedule(json!({"days": ["monday"]})), "time_zone"),
        (schedule(json!({"days": ["someday"], "time_zone": "UTC"})), "days"),
        (schedule(json!({"days": [], "time_zone": "UTC"})), "days"),
        (schedule(json!({"days": ["monday", "monday"], "time_zone": "UTC"})), "days"),
        (schedule(json!({"time_zone": "Mars/Olympus"})), "time zone"),
        (schedule(json!({"from": "09:00", "time_zone": "UTC"})), "from and to"),
        (schedule(json!({"from": "9", "to": "18:00", "time_zone": "UTC"})), "09:00"),
        (schedule(json!({"from": "09:00", "to": "09:00", "time_zone": "UTC"})), "different"),
    ]
}

async fn what_is_no_channel_is_refused_with_the_field(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let made = channel(&owner, json!({"name": "x", "chat_id": "-100"})).await;
    for (body, word) in bad_channels() {
        let reply = owner.send_to(Method::POST, CHANNELS, &body).await;
        assert!(reply.problem(400).contains(word), "{body} {reply:?}");
        if body.get("name").is_some() && body.get("chat_id").is_some() {
            let reply = owner.send_to(Method::PATCH, &at(&made, ""), &body).await;
            assert!(reply.problem(400).contains(word), "{body} {reply:?}");
        }
    }
    for field in ["name", "chat_id", "level", "topics", "is_enabled"] {
        let mut change = json!({});
        change[field] = Value::Null;
        let reply = owner.send_to(Method::PATCH, &at(&made, ""), &change).await;
        assert!(reply.problem(400).contains(field), "{reply:?}");
    }
    let reply = owner.send_raw(Method::POST, CHANNELS, "{").await;
    assert_eq!(reply.problem(400), "The body is not valid JSON.");
    assert_eq!(*owner.call(Method::GET, &at(&made, "")).await.json(200), made, "nothing was changed");
    assert_eq!(owner.call(Method::GET, CHANNELS).await.json(200)["total"], 1);
    let malformed = format!("{CHANNELS}/7");
    for method in [Method::GET, Method::PATCH, Method::DELETE] {
        let reply = owner.send_to(method, &malformed, &json!({})).await;
        assert_eq!(reply.problem(400), "The id in the address is not a UUID.");
    }
    house.close().await;
}

fn bad_alerts(channel: &Value) -> Vec<(Value, &'static str)> {
    let with = |more: Value| to(channel, more);
    let tags = |tags: Value| with(json!({"tags": tags}));
    let callbacks = |callbacks: Value| with(json!({"callbacks": callbacks}));
    let button = |url: &str| json!([{"label": "Open", "url": url}]);
    vec![
        (json!({"type": "ERROR", "title": "x"}), "either a channel, or a topic"),
        (json!({"type": "ERROR", "title": "x", "topic": "a"}), "either a channel, or a topic"),
        (json!({"type": "ERROR", "title": "x", "level": 3}), "either a channel, or a topic"),
        (with(json!({"topic": "a", "level": 3})), "either a channel, or a topic"),
        (with(json!({"include_users": true})), "either a channel, or a topic"),
        (with(json!({"channel_id": "7"})), "channel_id"),
        (json!({"type": "ERROR", "title": "x", "topic": "a b", "level": 3}), "topic"),
        (json!({"type": "ERROR", "title": "x", "topic": "a", "level": 6}), "level"),
        (with(json!({"type": "error"})), "type"),
        (with(json!({"type": "FATAL"})), "type"),
        (with(json!({"title": ""})), "title"),
        (with(json!({"title": "\u{200b}"})), "title"),
        (with(json!({"title": "a\nb"})), "title"),
        (with(json!({"title": "x".repeat(257)})), "title is too long: 257 of at most 256"),
        (with(json!({"title": "a\u{0}b"})), "title"),
        (with(json!({"description": "x".repeat(10_001)})), "description"),
        (with(json!({"description": "\u{1b}[31m"})), "description"),
        (with(json!({"link": "ftp://x.example"})), "link"),
        (with(json!({"link": "javascript:alert(1)"})), "link"),
        (with(json!({"link": "https://"})), "link"),
        (with(json!({"link": "x.example"})), "link"),
        (with(json!({"link": "https://user:word@x.example"})), "link"),
        (with(json!({"link": format!("https://x.example/{}", "a".repeat(2048))})), "link"),
        (with(json!({"image_url": "file:///etc/passwd"})), "image_url"),
        (with(json!({"image_url": "data:image/png;base64,AAAA"})), "image_url"),
        (with(json!({"image_url": "https://x.example/a b.png"})), "image_url"),
        (callbacks(button("tg://resolve?domain=x")), "callbacks[0].url"),
        (callbacks(button("http://localhost:8080/")), "callbacks[0].url"),
        (callbacks(json!([{"label": " ", "url": "https://x.example"}])), "callbacks[0].label"),
        (callbacks(json!([{"label": "Open"}])), "callbacks[0]"),
        (callbacks(json!(vec![json!({"label": "a", "url": "https://x.example"}); 11])), "callbacks"),
        (tags(json!([{"key": "", "value": "x"}])), "tags[0].key"),
        (tags(json!([{"key": "a", "value": "1"}, {"key": "k".repeat(65), "value": "x"}])), "tags[1].key"),
        (tags(json!([{"key": "a", "value": {"nested": [[["deep"]]]}}])), "tags[0].value"),
        (tags(json!([{"key": "a", "value": "x".repeat(2049)}])), "tags[0].value"),
        (tags(json!({"a": "b"})), "tags"),
        (tags(json!(vec![json!({"key": "a", "value": "b"}); 31])), "tags"),
        (with(json!({"occurred_at": "yesterday"})), "occurred_at"),
        (with(json!({"idempotency_key": ""})), "idempotency key"),
        (with(json!({"idempotency_key": "k".repeat(256)})), "idempotency key"),
    ]
}

async fn what_is_no_alert_is_refused_with_the_field_and_not_recorded(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let made = channel(&owner, json!({"name": "x", "chat_id": "-100"})).await;
    for (alert, word) in bad_alerts(&made) {
        let reply = owner.send_to(Method::POST, DISPATCH, &alert).await;
        assert!(reply.problem(400).contains(word), "{alert} {reply:?}");
    }
    let deep = format!("{{\"x\":{}", "[".repeat(10_000));
    assert_eq!(
        owner.send_raw(Method::POST, DISPATCH, deep).await.problem(400),
        "The body is not valid JSON."
    );
    let results = owner.call(Method::GET, &at(&made, "/dispatches")).await;
    assert_eq!(*results.json(200), json!({"data": [], "page": 0, "size": 20, "total": 0}));
    house.close().await;
}

on_both!(
    what_is_no_channel_is_refused_with_the_field,
    what_is_no_alert_is_refused_with_the_field_and_not_recorded,
);
