//! `PUT /integration/{id}`.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Caller, House, PATIENCE, Plan, on_both};
use telegram_emulator::BotInfo;

use super::unit;
use crate::contract_2::{another_bot, owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";

/// An owner with one bot in a unit: who, where, what, and the bot.
async fn made(house: &House) -> (Caller, String, Value, BotInfo) {
    let acme = owner(house, "acme");
    acme.call(Method::GET, INTEGRATION).await.json(200);
    let shop = unit(house, "acme", "Shop").await;
    let bot = another_bot(house, "one_bot", "One");
    let body = json!({"unitId": shop, "title": "Desk", "scope": "private", "botToken": token_of(&bot)});
    let data = acme.send_to(Method::POST, INTEGRATION, &body).await.json(201)["data"].clone();
    (acme, format!("{INTEGRATION}/{}", data["id"].as_str().unwrap()), data, bot)
}

async fn what_is_given_changes_and_the_rest_stays(plan: Plan) {
    let house = plan.open().await;
    let (acme, address, mut expected, _) = made(&house).await;
    for (field, value, shown) in [
        ("title", json!("Counter"), json!("Counter")),
        ("scope", json!("groups"), json!("group")),
        ("scope", json!("both"), json!("both")),
        ("isActive", json!(false), json!(false)),
        ("isActive", json!(true), json!(true)),
        ("welcomeMessage", json!("Hi"), json!("Hi")),
        ("welcomeMessage", Value::Null, Value::Null),
        (
            "botId",
            json!("6f1d2c3b-4a59-4687-9b1c-0d2e3f4a5b6c"),
            json!("6f1d2c3b-4a59-4687-9b1c-0d2e3f4a5b6c"),
        ),
    ] {
        let reply = acme.send_to(Method::PUT, &address, &json!({field: value})).await;
        let seen = &reply.json(200)["data"];
        expected[field] = shown;
        expected["updatedAt"] = seen["updatedAt"].clone();
        assert_eq!(*seen, expected, "{field}");
    }
    house.close().await;
}

async fn the_object_that_was_read_can_be_put_back(plan: Plan) {
    let house = plan.open().await;
    let (acme, address, data, bot) = made(&house).await;
    let reply = acme.send_to(Method::PUT, &address, &data).await;
    let mut seen = reply.json(200)["data"].clone();
    seen["updatedAt"] = data["updatedAt"].clone();
    assert_eq!(seen, data, "the masked token is no new one");
    house.sim.wait_for(PATIENCE, |sim| (sim.polls(bot.id) > 0).then_some(())).await.expect("it still works");
    house.close().await;
}

async fn another_token_is_validated_and_taken(plan: Plan) {
    let house = plan.open().await;
    house.announce("Unauthorized");
    let (acme, address, data, _) = made(&house).await;
    let wrong = json!({"botToken": "8299999999:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"});
    let refused = acme.send_to(Method::PUT, &address, &wrong).await;
    assert_eq!(refused.problem(400), "Invalid Telegram bot token: Could not validate new token");
    let other = another_bot(&house, "two_bot", "Two");
    let reply = acme.send_to(Method::PUT, &address, &json!({"botToken": token_of(&other)})).await;
    let seen = &reply.json(200)["data"];
    assert_ne!((&seen["botToken"], &seen["botId"]), (&data["botToken"], &data["botId"]));
    house
        .sim
        .wait_for(PATIENCE, |sim| (sim.polls(other.id) > 0).then_some(()))
        .await
        .expect("the new bot is polled");
    let taken = acme.send_to(Method::PUT, &address, &json!({"botToken": token_of(&house.bot)})).await;
    assert_eq!(taken.problem(409), "This bot is connected to another integration already.");
    house.close().await;
}

async fn what_is_wrong_is_named(plan: Plan) {
    let house = plan.open().await;
    let (acme, address, ..) = made(&house).await;
    for (field, value) in [
        ("title", Value::Null),
        ("title", json!(" ")),
        ("scope", json!("all")),
        ("isActive", json!("no")),
        ("isActive", Value::Null),
        ("botId", json!("7")),
        ("botToken", json!("short")),
        ("botToken", Value::Null),
        ("welcomeMessage", json!(7)),
    ] {
        let reply = acme.send_to(Method::PUT, &address, &json!({field: value})).await;
        assert!(reply.problem(400).contains(field), "{reply:?}");
    }
    let moved =
        acme.send_to(Method::PUT, &address, &json!({"unitId": "0198aaaa-0000-7000-8000-000000000000"})).await;
    assert_eq!(moved.problem(400), "An integration can't be moved to another unit.");
    house.close().await;
}

on_both!(
    what_is_given_changes_and_the_rest_stays,
    the_object_that_was_read_can_be_put_back,
    another_token_is_validated_and_taken,
    what_is_wrong_is_named,
);
