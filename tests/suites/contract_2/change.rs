//! `PATCH /integration`.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{PATIENCE, Plan, eventually, on_both, reads};
use telegram_emulator::NewUser;

use super::{another_bot, owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";
const WEBHOOK: &str = "/api/v1/telegram/integration/webhook";
const WEBHOOK_URL: &str = "/api/v1/telegram/integration/webhook-url";

async fn what_is_given_changes_and_the_rest_stays(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let token = token_of(&another_bot(&house, "acme_bot", "Acme"));
    let made = acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token})).await;
    let mut expected = made.json(201).clone();
    for (field, value) in [
        ("owner_chat_id", json!(i64::MIN)),
        ("owner_chat_id", json!(i64::MAX)),
        ("welcome_message", json!("Привет 👋")),
        ("is_active", json!(false)),
        ("is_active", json!(true)),
        ("welcome_message", json!("")),
        ("owner_chat_id", Value::Null),
        ("welcome_message", Value::Null),
    ] {
        let reply = acme.send_to(Method::PATCH, INTEGRATION, &json!({field: value})).await;
        expected[field] = value;
        let seen = reply.json(200);
        assert!(seen["updated_at"].as_str() >= expected["updated_at"].as_str());
        expected["updated_at"] = seen["updated_at"].clone();
        assert_eq!(*seen, expected, "{field}");
    }
    let nothing = acme.send_to(Method::PATCH, INTEGRATION, &json!({})).await;
    expected["updated_at"] = nothing.json(200)["updated_at"].clone();
    assert_eq!(nothing.body, expected);
    house.close().await;
}

async fn wrong_types_are_refused_and_null_clears_only_what_can_be_empty(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "default");
    for (field, value) in [
        ("is_active", Value::Null),
        ("is_active", json!("yes")),
        ("is_active", json!(1)),
        ("bot_token", Value::Null),
        ("bot_token", json!({})),
        ("bot_token", json!("short")),
        ("owner_chat_id", json!("42")),
        ("owner_chat_id", json!(1e30)),
        ("welcome_message", json!(7)),
        ("welcome_message", json!("x".repeat(4097))),
    ] {
        let reply = acme.send_to(Method::PATCH, INTEGRATION, &json!({field: value})).await;
        assert!(reply.problem(400).contains(field), "{reply:?}");
    }
    house.close().await;
}

async fn without_an_integration_it_is_not_found(plan: Plan) {
    let house = plan.open().await;
    let token = token_of(&another_bot(&house, "acme_bot", "Acme"));
    for body in [json!({}), json!({"is_active": true}), json!({"bot_token": token})] {
        let reply = owner(&house, "acme").send_to(Method::PATCH, INTEGRATION, &body).await;
        assert_eq!(reply.problem(404), "There is no Telegram integration.");
    }
    house.close().await;
}

async fn a_new_token_that_telegram_does_not_confirm_is_refused_with_this_text(plan: Plan) {
    let house = plan.open().await;
    house.announce("Unauthorized");
    let owner = owner(&house, "default");
    let before = owner.call(Method::GET, INTEGRATION).await.body;
    let body = json!({"bot_token": "8299999999:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "welcome_message": "x"});
    let reply = owner.send_to(Method::PATCH, INTEGRATION, &body).await;
    assert_eq!(reply.problem(400), "Invalid Telegram bot token: Could not validate new token");
    assert_eq!(owner.call(Method::GET, INTEGRATION).await.body, before, "nothing changed");
    house.close().await;
}

async fn a_new_token_resets_the_webhook_its_key_and_its_secret(plan: Plan) {
    let house = plan.public_address().open().await;
    house.announce("Conflict: ");
    let owner = owner(&house, "default");
    let url = owner.call(Method::GET, WEBHOOK_URL).await.body["webhook_url"].as_str().unwrap().to_owned();
    owner.send_to(Method::POST, WEBHOOK, &json!({"webhook_url": url})).await.json(200);
    let registered = owner.call(Method::GET, INTEGRATION).await.body;
    assert_eq!((&registered["webhook_url"], &registered["is_webhook_active"]), (&json!(url), &json!(true)));
    // The same token again is no new one.
    let same = owner.send_to(Method::PATCH, INTEGRATION, &json!({"bot_token": token_of(&house.bot)})).await;
    assert_eq!(same.json(200)["webhook_url"], json!(url));
    let polls = house.sim.polls(house.bot.id);
    let other = another_bot(&house, "other_bot", "Other");
    let changed = owner.send_to(Method::PATCH, INTEGRATION, &json!({"bot_token": token_of(&other)})).await;
    let changed = changed.json(200);
    assert_eq!((&changed["webhook_url"], &changed["is_webhook_active"]), (&Value::Null, &json!(false)));
    assert_ne!(owner.call(Method::GET, WEBHOOK_URL).await.body["webhook_url"], json!(url), "another key");
    let removed =
        house.sim.calls(0).into_iter().any(|call| call.method == "deleteWebhook" && call.bot == house.bot.id);
    assert!(removed, "the former bot's webhook is removed");
    let path = url.split_once("/api/").map(|(_, path)| format!("/api/{path}")).unwrap();
    let old = house.nobody().send_to(Method::POST, &path, &json!({"update_id": 1})).await;
    assert_eq!(old.status, 401, "the old address is unknown");
    let polled = house.sim.wait_for(PATIENCE, |sim| (sim.polls(other.id) > 0).then_some(())).await;
    polled.expect("the new bot is polled");
    assert_eq!(house.sim.polls(house.bot.id), polls, "the former is not");
    house.close().await;
}

async fn a_fresh_token_of_the_same_bot_revives_it(plan: Plan) {
    use secrecy::ExposeSecret as _;
    let house = plan.open().await;
    house.announce("Unauthorized");
    let owner = owner(&house, "default");
    let fresh = house.sim.revoke_token(house.bot.id).unwrap();
    let books = house.books().await;
    let state = || books.rows("select state from bot");
    // The poll under way ends first.
    let phone = house.anybody("Ann", "ann_waits");
    phone.say("/start").unwrap();
    eventually("that the bot is dead", state, |rows| rows[0]["state"] == "dead").await;
    owner.send_to(Method::PATCH, INTEGRATION, &json!({"bot_token": fresh.expose_secret()})).await.json(200);
    reads(&phone, "code").await;
    books.close().await;
    house.close().await;
}

async fn an_inactive_bot_neither_polls_nor_sends_and_its_queue_is_kept(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let bot = another_bot(&house, "acme_bot", "Acme");
    acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token_of(&bot)})).await.json(201);
    let polls = || house.sim.polls(bot.id);
    house.sim.wait_for(PATIENCE, |sim| (sim.polls(bot.id) > 0).then_some(())).await.expect("polls");
    acme.send_to(Method::PATCH, INTEGRATION, &json!({"is_active": false})).await.json(200);
    let user = house.sim.create_user(NewUser::new("Ann").username("ann_acme")).unwrap();
    let phone = house.sim.private(user, bot.id);
    // The server follows at once; what takes much longer than that comes in between.
    house.linked(6, "Eve", "eve_in_between").await;
    let before = polls();
    phone.say("/start").unwrap();
    house.linked(7, "Ben", "ben_elsewhere").await;
    assert_eq!((polls(), phone.last_from_bot().is_none()), (before, true));
    acme.send_to(Method::PATCH, INTEGRATION, &json!({"is_active": true})).await.json(200);
    reads(&phone, "code").await;
    house.close().await;
}

on_both!(
    what_is_given_changes_and_the_rest_stays,
    wrong_types_are_refused_and_null_clears_only_what_can_be_empty,
    without_an_integration_it_is_not_found,
    a_new_token_that_telegram_does_not_confirm_is_refused_with_this_text,
    a_new_token_resets_the_webhook_its_key_and_its_secret,
    a_fresh_token_of_the_same_bot_revives_it,
    an_inactive_bot_neither_polls_nor_sends_and_its_queue_is_kept,
);
