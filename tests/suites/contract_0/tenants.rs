//! A tenant never sees, counts, guesses or messages anything of another: what is foreign answers as what is missing.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Caller, Claims, House, Plan, another_code, from_bot, on_both};

const MISSING_USER: i32 = 71;
const MISSING_CHAT: i64 = 5_555_555_555;

fn other_user(house: &House, id: i32) -> Caller {
    house.caller(&Claims::of(id).tenant("other"))
}

fn other_admin(house: &House) -> Caller {
    house.caller(&Claims::of(1).tenant("other").role("admin"))
}

async fn another_tenants_admin_reaches_nobody_by_id_name_or_chat(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(70, "Anna", "anna").await;
    anna.phone.say("a secret").unwrap();
    house.at_desk("a secret").await;
    let before = from_bot(&anna.phone);
    let spy = other_admin(&house);
    let chat = anna.phone.user;
    let named = |username: &str| json!({"username": username, "message": "x"});
    let pairs = [
        (spy.messages(70).await, spy.messages(MISSING_USER).await),
        (spy.notify(70, "x").await, spy.notify(MISSING_USER, "x").await),
        (spy.notify_with(named("anna")).await, spy.notify_with(named("nobody_at_all")).await),
        (spy.send(chat, "x").await, spy.send(MISSING_CHAT, "x").await),
        (spy.test(chat).await, spy.test(MISSING_CHAT).await),
        (spy.update("anna", chat).await, spy.update("nobody_at_all", MISSING_CHAT).await),
        (spy.send(house.desk().place.telegram_id(), "x").await, spy.send(-MISSING_CHAT, "x").await),
    ];
    for (foreign, missing) in pairs {
        assert_eq!(foreign.code(), "NOT_FOUND", "{foreign:?}");
        assert_eq!(foreign, missing, "the same status, code and text");
    }
    house.quiet().await;
    assert_eq!(from_bot(&anna.phone), before, "nothing reached the chat");
    house.close().await;
}

async fn another_tenant_counts_nothing_and_manages_nothing(plan: Plan) {
    let house = plan.open().await;
    house.linked(70, "Anna", "anna").await;
    let status = other_admin(&house).bot_status().await;
    let wanted = json!({"connected": false, "botUsername": null, "botName": null, "subscriberCount": 0, "webhookUrl": null});
    assert_eq!(*status.value(), wanted);
    let webhook = json!({"webhook_url": "https://example.com"});
    let calls = [
        (Method::GET, "/integration/webhook-url", None),
        (Method::POST, "/integration/webhook", Some(webhook)),
        (Method::DELETE, "/integration/webhook", None),
    ];
    for (method, path, body) in calls {
        let foreign = other_admin(&house).rest(method.clone(), path, body.clone()).await;
        let empty = house.caller(&Claims::of(1).tenant("empty").role("admin"));
        assert_eq!(foreign.status, 404, "{foreign:?}");
        assert_eq!(foreign, empty.rest(method, path, body).await);
    }
    house.close().await;
}

async fn the_same_id_in_two_tenants_is_two_users(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    house.admin().notify(7, "for the default tenant's 7").await;
    assert_eq!(anna.caller.messages(7).await.list().len(), 1);
    let namesake = other_user(&house, 7);
    assert_eq!(*namesake.messages(7).await.value(), json!([]));
    assert_eq!(namesake.viewer().await.value()["telegram"], Value::Null);
    assert_eq!(*other_admin(&house).messages(7).await.value(), json!([]));
    assert_eq!(other_admin(&house).notify(7, "x").await.code(), "NOT_FOUND");
    house.close().await;
}

async fn another_tenants_username_cannot_be_linked_guessed_or_written_to(plan: Plan) {
    let house = plan.open().await;
    let anna = house.anybody("Anna", "anna");
    let code = house.start(&anna).await;
    let letters = from_bot(&anna).len();
    // The right code, even.
    let foreign = other_user(&house, 70).register("anna", Some(&code)).await;
    assert_eq!(foreign, other_user(&house, 71).register("nobody_at_all", Some(&code)).await);
    assert!(!foreign.is_linked());
    let asked = other_user(&house, 70).register("anna", None).await;
    assert_eq!(asked, other_user(&house, 71).register("nobody_at_all", None).await);
    // More wrong tries than any contact takes do not lock the contact for its own tenant.
    let wrong = another_code(&code);
    let spies: Vec<_> = (80..85).map(|id| other_user(&house, id)).collect();
    for _ in 0..5 {
        futures::future::join_all(spies.iter().map(|spy| spy.register("anna", Some(&wrong)))).await;
    }
    house.quiet().await;
    assert_eq!(from_bot(&anna).len(), letters, "the bot wrote nothing");
    assert!(house.user(7).register("anna", Some(&code)).await.is_linked(), "the code is still good");
    house.close().await;
}

async fn another_tenants_key_of_ours_opens_nothing_here(plan: Plan) {
    use super::api_keys::key;
    use switchboard_services::Scope;
    let house = plan.open().await;
    let anna = house.linked(70, "Anna", "anna").await;
    let spy = house.bearer(&key(&house, "other", &[Scope::Messages, Scope::Notifications], None).await.1);
    assert_eq!(spy.messages(70).await, spy.messages(MISSING_USER).await);
    assert_eq!(spy.notify(70, "x").await, spy.notify(MISSING_USER, "x").await);
    assert_eq!(spy.send(anna.phone.user, "x").await, spy.send(MISSING_CHAT, "x").await);
    assert_eq!(spy.test(anna.phone.user).await, spy.test(MISSING_CHAT).await);
    assert_eq!(spy.bot_status().await.value()["subscriberCount"], 0);
    house.close().await;
}

on_both!(
    another_tenants_admin_reaches_nobody_by_id_name_or_chat,
    another_tenant_counts_nothing_and_manages_nothing,
    the_same_id_in_two_tenants_is_two_users,
    another_tenants_username_cannot_be_linked_guessed_or_written_to,
    another_tenants_key_of_ours_opens_nothing_here,
);
