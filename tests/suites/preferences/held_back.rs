//! What is not wanted is not sent, and recorded; what must come comes.

use chrono::{Duration, Timelike as _};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use switchboard_services::{Scope, accounts::NewApiKey};
use switchboard_tests::{House, Plan, from_bot, on_both, reads};

use super::{held, notify, update};

async fn an_unwanted_category_is_held_back_and_recorded_with_the_reason(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    update(&anna.caller, json!({"mutedCategories": ["payment"]})).await;
    assert_eq!(held(&house, "an invoice", "payment").await, "CATEGORY");
    assert_eq!(held(&house, "a new device", "security").await, Value::Null);
    reads(&anna.phone, "a new device").await;
    assert_eq!(*house.admin().notify(7, "of no category").await.value(), true);
    reads(&anna.phone, "of no category").await;
    house.quiet().await;
    assert!(!from_bot(&anna.phone).contains(&"an invoice".to_owned()));

    let query = "{ heldNotifications { userId category reason message } }";
    let recorded = house.admin().graphql(query, json!({})).await;
    let expected =
        json!([{"userId": "7", "category": "payment", "reason": "CATEGORY", "message": "an invoice"}]);
    assert_eq!(*recorded.value(), expected);
    assert_eq!(anna.caller.graphql(query, json!({})).await.code(), "FORBIDDEN");
    house.close().await;
}

async fn while_muted_nothing_comes_but_replies_do(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    update(&anna.caller, json!({"mutedUntil": (house.now() + Duration::minutes(30)).to_rfc3339()})).await;
    assert_eq!(held(&house, "muted", "security").await, "MUTED");
    let refused = house.admin().notify(7, "muted too").await;
    assert_eq!(refused.code(), "CONFLICT");
    assert_eq!(refused.error(), "This user wants no notifications now. It was recorded, and not sent.");
    anna.phone.say("Are you there?").unwrap();
    let question = house.at_desk("Are you there?").await;
    house.desk().reply(question.message_id, "We are").unwrap();
    reads(&anna.phone, "We are").await;
    house.advance(Duration::minutes(30));
    assert_eq!(held(&house, "again", "security").await, Value::Null);
    reads(&anna.phone, "again").await;
    let recorded =
        house.admin().graphql("{ heldNotifications(size: 1) { category reason message } }", json!({})).await;
    assert_eq!(*recorded.value(), json!([{"category": null, "reason": "MUTED", "message": "muted too"}]));
    house.close().await;
}

async fn quiet_hours_are_of_the_users_own_time_zone(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    // Tokyo is nine hours ahead, the whole year.
    let here = house.now() + Duration::hours(9);
    let clock =
        |moment: chrono::DateTime<chrono::Utc>| format!("{:02}:{:02}", moment.hour(), moment.minute());
    let (from, to) = (clock(here - Duration::minutes(5)), clock(here + Duration::minutes(5)));
    update(&anna.caller, json!({"quietHours": {"from": from, "to": to, "timeZone": "Asia/Tokyo"}})).await;
    assert_eq!(held(&house, "hush", "payment").await, "QUIET_HOURS");
    house.advance(Duration::minutes(6));
    assert_eq!(held(&house, "good morning", "payment").await, Value::Null);
    reads(&anna.phone, "good morning").await;
    house.close().await;
}

async fn a_security_notice_can_be_forced_by_who_may_and_nothing_else_can(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    update(&anna.caller, json!({"mutedCategories": ["security", "payment"]})).await;
    assert_eq!(held(&house, "not forced", "security").await, "CATEGORY");
    let program = house.bearer(&key(&house, &[Scope::Notifications]).await);
    assert_eq!(notify(&program, "not allowed", "security", true).await.code(), "FORBIDDEN");
    let guard = house.bearer(&key(&house, &[Scope::Notifications, Scope::Force]).await);
    assert_eq!(notify(&guard, "an invoice", "payment", true).await.code(), "BAD_USER_INPUT");
    for (caller, text) in [(guard, "forced by a key"), (house.admin(), "forced by an admin")] {
        assert_eq!(notify(&caller, text, "security", true).await.value()["accepted"], true);
        reads(&anna.phone, text).await;
    }
    house.close().await;
}

async fn key(house: &House, scopes: &[Scope]) -> String {
    let accounts = &house.services().accounts;
    let operator = accounts.operator("default").await.unwrap();
    let new = NewApiKey { name: "x".to_owned(), scopes: scopes.to_vec(), user: None, expires_at: None };
    accounts.create_api_key(&operator, new).await.unwrap().1.expose_secret().to_owned()
}

on_both!(
    an_unwanted_category_is_held_back_and_recorded_with_the_reason,
    while_muted_nothing_comes_but_replies_do,
    quiet_hours_are_of_the_users_own_time_zone,
    a_security_notice_can_be_forced_by_who_may_and_nothing_else_can,
);
