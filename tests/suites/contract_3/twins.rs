//! The same by GraphQL, and the link as a picture.

use chrono::{DateTime, Duration};
use reqwest::Method;
use serde_json::json;
use switchboard_tests::{Caller, Plan, on_both};

use super::{accept, call, link, open, status};

const CREATE: &str = "mutation { createTelegramLink { url expiresAt qrSvg } }";

async fn telegram_link(caller: &Caller) -> serde_json::Value {
    caller.graphql("{ telegramLink { status username } }", json!({})).await.value().clone()
}

async fn graphql_does_the_same_by_names(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let anna = house.user(7);
    assert_eq!(telegram_link(&anna).await, json!({"status": "NOT_LINKED", "username": null}));
    let created = anna.graphql(CREATE, json!({})).await;
    let expires_at: DateTime<chrono::Utc> = created.value()["expiresAt"].as_str().unwrap().parse().unwrap();
    assert!((expires_at - house.now() - Duration::minutes(20)).abs() < Duration::seconds(1));
    assert!(created.value()["qrSvg"].as_str().unwrap().contains("<svg"));
    let url = link(&anna).await;
    assert_eq!(created.value()["url"], url, "both faces show the same link");
    assert_eq!(telegram_link(&anna).await, json!({"status": "AWAITING", "username": null}));
    let phone = house.anybody("Anna", "anna");
    let question = open(&phone, &url).await;
    accept(&house, &phone, &question).await;
    assert_eq!(telegram_link(&anna).await, json!({"status": "LINKED", "username": "anna"}));
    for _ in 0..2 {
        let ended = anna.graphql("mutation { unlinkTelegram }", json!({})).await;
        assert_eq!(*ended.value(), true);
    }
    assert_eq!(telegram_link(&anna).await["status"], "NOT_LINKED");
    house.close().await;
}

async fn a_tenant_without_a_bot_has_no_link(plan: Plan) {
    let house = plan.open().await;
    let stranger = house.caller(&switchboard_tests::Claims::of(7).tenant("elsewhere"));
    let refused = stranger.graphql(CREATE, json!({})).await;
    assert_eq!((refused.code(), refused.error()), ("NOT_FOUND", "No Telegram bot is configured."));
    for document in [CREATE, "{ telegramLink { status } }", "mutation { unlinkTelegram }"] {
        assert_eq!(house.nobody().graphql(document, json!({})).await.code(), "UNAUTHENTICATED");
    }
    house.close().await;
}

async fn the_picture_is_an_svg_of_the_outstanding_link(plan: Plan) {
    let house = plan.open().await;
    let anna = house.user(7);
    let picture = call(&anna, Method::GET, "/link.svg").await;
    assert_eq!((picture.status, picture.content_type.as_str()), (200, "image/svg+xml"));
    assert_eq!(status(&anna).await, 2);
    let by_graphql = anna.graphql(CREATE, json!({})).await;
    assert_eq!(by_graphql.value()["qrSvg"], picture.body, "the same link, the same picture");
    house.close().await;
}

on_both!(
    graphql_does_the_same_by_names,
    a_tenant_without_a_bot_has_no_link,
    the_picture_is_an_svg_of_the_outstanding_link,
);
