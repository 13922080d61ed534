//! Who may post a lead, what it may hold, and what comes back.

use reqwest::Method;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use switchboard_services::{Scope, accounts::NewApiKey};
use switchboard_tests::{Answer, Claims, House, Plan, on_both};

use super::{ivan, post, set, with_owner};

async fn key(house: &House, scope: Scope) -> String {
    let accounts = &house.services().accounts;
    let operator = accounts.operator("default").await.unwrap();
    let new = NewApiKey { name: "a form".to_owned(), scopes: vec![scope], user: None, expires_at: None };
    accounts.create_api_key(&operator, new).await.unwrap().1.expose_secret().to_owned()
}

fn is_problem(answer: &Answer, status: u16, path: &str) {
    assert_eq!((answer.status, &answer.body["status"]), (status, &json!(status)), "{answer:?}");
    let keys: Vec<_> = answer.body.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 5, "{keys:?}");
    assert_eq!(answer.body["instance"], format!("/api/v1/telegram{path}"));
    assert!(answer.body["detail"].as_str().is_some_and(|text| !text.is_empty()));
}

async fn a_lead_is_answered_with_what_was_stored(plan: Plan) {
    let (house, _) = with_owner(plan).await;
    let answer = post(&house.bearer(&key(&house, Scope::Leads).await), ivan()).await;
    assert_eq!(answer.status, 201);
    let mut expected = ivan();
    for (key, value) in [
        ("id", answer.body["id"].clone()),
        ("tenant_id", answer.body["tenant_id"].clone()),
        ("created_at", answer.body["created_at"].clone()),
        ("utm_campaign", Value::Null),
        ("notice", json!("accepted")),
    ] {
        expected[key] = value;
    }
    assert_eq!(answer.body, expected, "these keys and no others");
    assert_eq!(answer.body["id"].as_str().unwrap().len(), 36);
    assert!(answer.body["created_at"].as_str().unwrap().ends_with('Z'));
    house.close().await;
}

async fn forms_site_owners_and_admins_post_leads_and_nobody_else(plan: Plan) {
    let house = plan.open().await;
    let form = house.bearer(&key(&house, Scope::Leads).await);
    let owner = house.caller(&Claims::of(2).role("site_owner"));
    for caller in [&form, &owner, &house.admin()] {
        assert_eq!(post(caller, json!({"name": "x"})).await.status, 201);
        assert_eq!(caller.rest(Method::GET, "/leads", None).await.status, 200);
    }
    let other_key = house.bearer(&key(&house, Scope::Messages).await);
    for caller in [&house.user(7), &other_key] {
        is_problem(&post(caller, json!({"name": "x"})).await, 403, "/leads");
        is_problem(&caller.rest(Method::GET, "/leads", None).await, 403, "/leads");
    }
    is_problem(&post(&house.nobody(), json!({"name": "x"})).await, 401, "/leads");
    is_problem(&house.nobody().rest(Method::GET, "/leads", None).await, 401, "/leads");
    house.close().await;
}

async fn a_lead_that_cannot_be_is_refused_with_the_reason(plan: Plan) {
    let house = plan.open().await;
    let admin = house.admin();
    for (lead, reason) in [
        (json!({}), "The lead is empty"),
        (json!({"name": "", "message": " \n\u{0}"}), "The lead is empty"),
        (json!({"page": "/", "utm_source": "google"}), "The lead is empty"),
        (json!({"name": "x".repeat(201)}), "name is too long: 201 of at most 200 characters."),
        (json!({"name": "x", "email": "x".repeat(255)}), "email is too long"),
        (json!({"name": "x", "phone": "1".repeat(51)}), "phone is too long"),
        (json!({"message": "x".repeat(10_001)}), "message is too long"),
        (json!({"name": 7}), "The body does not fit: "),
        (json!([]), "The body does not fit: "),
        (json!("name"), "The body does not fit: "),
    ] {
        let answer = post(&admin, lead).await;
        is_problem(&answer, 400, "/leads");
        assert!(answer.body["detail"].as_str().unwrap().starts_with(reason), "{answer:?}");
    }
    house.close().await;
}

async fn what_is_typed_is_taken_as_it_is_but_for_what_no_text_can_show(plan: Plan) {
    let house = plan.open().await;
    let lead = json!({"name": " Анна\u{0}\u{7}\n", "email": "not an address", "phone": "call me", "message": "a\r\nb\u{0}"});
    let stored = post(&house.admin(), lead).await.body;
    assert_eq!(stored["name"], "Анна");
    assert_eq!((&stored["email"], &stored["phone"]), (&json!("not an address"), &json!("call me")));
    assert_eq!(stored["message"], "a\nb");
    house.close().await;
}

async fn a_lead_says_why_its_owner_was_not_told(plan: Plan) {
    let (house, owner) = with_owner(plan).await;
    let notice = async |caller| post(&caller, ivan()).await.body["notice"].clone();
    set(&house, "is_active = false").await;
    assert_eq!(notice(house.admin()).await, "inactive");
    set(&house, "is_active = true, owner_chat_id = null").await;
    assert_eq!(notice(house.admin()).await, "no_owner_chat");
    assert_eq!(
        notice(house.caller(&Claims::of(1).role("admin").tenant("elsewhere"))).await,
        "no_integration"
    );
    house.quiet().await;
    assert_eq!(switchboard_tests::from_bot(&owner).len(), 1, "nothing but the welcome");
    house.close().await;
}

on_both!(
    a_lead_is_answered_with_what_was_stored,
    forms_site_owners_and_admins_post_leads_and_nobody_else,
    a_lead_that_cannot_be_is_refused_with_the_reason,
    what_is_typed_is_taken_as_it_is_but_for_what_no_text_can_show,
    a_lead_says_why_its_owner_was_not_told,
);
