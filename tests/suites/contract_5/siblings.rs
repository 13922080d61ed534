//! `POST /integration` with `botToken`, `GET` and `DELETE /integration/{id}`.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{PATIENCE, Plan, keys, on_both, reads};
use telegram_emulator::NewUser;

use super::{KEYS, is_uuid, unit};
use crate::contract_2::{another_bot, owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";
const OWN_ID: &str = "6f1d2c3b-4a59-4687-9b1c-0d2e3f4a5b6c";

async fn a_unit_gets_as_many_bots_as_it_wants_and_each_works(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    acme.call(Method::GET, INTEGRATION).await.json(200);
    let shop = unit(&house, "acme", "Shop").await;
    let bots = [another_bot(&house, "one_bot", "One"), another_bot(&house, "two_bot", "Two")];
    let mut made = Vec::new();
    for (bot, scope) in bots.iter().zip(["private", "groups"]) {
        let body = json!({"botId": OWN_ID, "unitId": shop, "title": " Desk ", "scope": scope, "botToken": token_of(bot)});
        let reply = acme.send_to(Method::POST, INTEGRATION, &body).await;
        let data = reply.json(201)["data"].clone();
        assert_eq!(keys(reply.json(201)), ["data"]);
        assert_eq!(keys(&data), KEYS);
        assert_eq!((&data["botId"], &data["unitId"]), (&json!(OWN_ID), &json!(shop)));
        assert_eq!((&data["title"], &data["scope"]), (&json!("Desk"), &json!(scope.trim_end_matches('s'))));
        let one = acme.call(Method::GET, &format!("{INTEGRATION}/{}", data["id"].as_str().unwrap())).await;
        assert_eq!(*one.json(200), json!({"data": data}));
        made.push(data);
    }
    let list = acme.call(Method::GET, &format!("{INTEGRATION}/unit/{shop}")).await;
    assert_eq!(*list.json(200), json!({"data": made}));
    assert_eq!(*acme.call(Method::GET, INTEGRATION).await.json(200), Value::Null, "none is the default one");
    let user = house.sim.create_user(NewUser::new("Ann").username("ann_acme")).unwrap();
    let [private, group] = bots.map(|bot| house.sim.private(user, bot.id));
    group.say("/start").unwrap();
    private.say("/start").unwrap();
    reads(&private, "code").await;
    house.quiet().await;
    assert!(group.last_from_bot().is_none(), "its scope is groups");
    house.close().await;
}

async fn title_and_scope_can_be_left_out(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    acme.call(Method::GET, INTEGRATION).await.json(200);
    let shop = unit(&house, "acme", "Shop").await;
    let bot = another_bot(&house, "one_bot", "One");
    let reply =
        acme.send_to(Method::POST, INTEGRATION, &json!({"unitId": shop, "botToken": token_of(&bot)})).await;
    let data = &reply.json(201)["data"];
    assert_eq!((&data["title"], &data["scope"]), (&json!("One"), &json!("both")));
    assert!(is_uuid(&data["botId"]));
    house.close().await;
}

async fn the_kinds_are_told_apart_by_the_token_and_never_mixed(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    acme.call(Method::GET, INTEGRATION).await.json(200);
    let shop = unit(&house, "acme", "Shop").await;
    let token = token_of(&another_bot(&house, "one_bot", "One"));
    let text =
        "Send either bot_token (the default integration) or botToken (an integration of a unit), not both.";
    for body in [
        json!({"bot_token": token, "botToken": token, "unitId": shop}),
        json!({"bot_token": token, "botToken": token}),
        json!({"bot_token": token, "unitId": shop}),
        json!({"botToken": token, "unitId": shop, "owner_chat_id": 5}),
    ] {
        assert_eq!(acme.send_to(Method::POST, INTEGRATION, &body).await.problem(422), text, "{body}");
    }
    let list = acme.call(Method::GET, &format!("{INTEGRATION}/unit/{shop}")).await;
    assert_eq!(*list.json(200), json!({"data": []}), "nothing was made");
    house.close().await;
}

async fn what_is_wrong_is_named(plan: Plan) {
    let house = plan.open().await;
    house.announce("Unauthorized");
    let acme = owner(&house, "acme");
    acme.call(Method::GET, INTEGRATION).await.json(200);
    let shop = unit(&house, "acme", "Shop").await;
    let token = token_of(&another_bot(&house, "one_bot", "One"));
    let good = json!({"unitId": shop, "botToken": token, "title": "x", "scope": "both", "botId": OWN_ID});
    for (field, value, named) in [
        ("botToken", json!("short"), "botToken"),
        ("botToken", json!(7), "botToken"),
        (
            "botToken",
            json!("8299999999:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            "Could not validate token with Telegram",
        ),
        ("unitId", json!("default"), "unitId"),
        ("unitId", Value::Null, "unitId"),
        ("botId", json!("my-bot"), "botId"),
        ("title", json!(""), "title"),
        ("title", json!("x".repeat(256)), "title"),
        ("title", json!("a\nb"), "title"),
        ("scope", json!("channels"), "scope"),
        ("scope", json!(["both"]), "scope"),
        ("welcomeMessage", json!("x".repeat(4097)), "welcomeMessage"),
    ] {
        let mut body = good.clone();
        body[field] = value;
        let reply = acme.send_to(Method::POST, INTEGRATION, &body).await;
        assert!(reply.problem(400).contains(named), "{body} → {reply:?}");
    }
    house.close().await;
}

async fn a_foreign_unit_is_unknown_and_a_bot_that_is_connected_a_conflict(plan: Plan) {
    let house = plan.open().await;
    let (acme, other) = (owner(&house, "acme"), owner(&house, "other"));
    acme.call(Method::GET, INTEGRATION).await.json(200);
    other.call(Method::GET, INTEGRATION).await.json(200);
    let (shop, theirs) = (unit(&house, "acme", "Shop").await, unit(&house, "other", "Shop").await);
    let token = token_of(&another_bot(&house, "one_bot", "One"));
    for unit in [theirs.as_str(), "0198aaaa-0000-7000-8000-000000000000"] {
        let reply =
            acme.send_to(Method::POST, INTEGRATION, &json!({"unitId": unit, "botToken": token})).await;
        assert_eq!(reply.problem(404), "There is no such unit.");
    }
    acme.send_to(Method::POST, INTEGRATION, &json!({"unitId": shop, "botToken": token})).await.json(201);
    let text = "This bot is connected to another integration already.";
    let again = acme.send_to(Method::POST, INTEGRATION, &json!({"unitId": shop, "botToken": token})).await;
    assert_eq!(again.problem(409), text);
    let foreign =
        other.send_to(Method::POST, INTEGRATION, &json!({"unitId": theirs, "botToken": token})).await;
    assert_eq!(foreign.problem(409), text);
    let default = acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token})).await;
    assert_eq!(default.problem(409), text);
    house.close().await;
}

async fn foreign_missing_and_deleted_integrations_cannot_be_told_apart(plan: Plan) {
    let house = plan.open().await;
    let (acme, other) = (owner(&house, "acme"), owner(&house, "other"));
    acme.call(Method::GET, INTEGRATION).await.json(200);
    let shop = unit(&house, "acme", "Shop").await;
    let bot = another_bot(&house, "one_bot", "One");
    let body = json!({"unitId": shop, "botToken": token_of(&bot)});
    let made = acme.send_to(Method::POST, INTEGRATION, &body).await;
    let address = format!("{INTEGRATION}/{}", made.json(201)["data"]["id"].as_str().unwrap());
    let unknown = format!("{INTEGRATION}/0198aaaa-0000-7000-8000-000000000000");
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        for address in [&address, &unknown] {
            let reply = other.send_raw(method.clone(), address, "{}").await;
            assert_eq!(reply.problem(404), "There is no such integration.", "{method}");
        }
    }
    house.sim.wait_for(PATIENCE, |sim| (sim.polls(bot.id) > 0).then_some(())).await.expect("polls");
    acme.call(Method::DELETE, &address).await.nothing(204);
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        assert_eq!(acme.send_raw(method, &address, "{}").await.problem(404), "There is no such integration.");
    }
    let books = house.books().await;
    let kept =
        "select count(*) as n from integration where deleted_at is not null and token_ciphertext is null";
    assert_eq!(books.count(kept).await, 1, "soft, and without its token");
    books.close().await;
    acme.send_to(Method::POST, INTEGRATION, &body).await.json(201);
    house.close().await;
}

on_both!(
    a_unit_gets_as_many_bots_as_it_wants_and_each_works,
    title_and_scope_can_be_left_out,
    the_kinds_are_told_apart_by_the_token_and_never_mixed,
    what_is_wrong_is_named,
    a_foreign_unit_is_unknown_and_a_bot_that_is_connected_a_conflict,
    foreign_missing_and_deleted_integrations_cannot_be_told_apart,
);
