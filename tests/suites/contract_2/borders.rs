//! Lengths at their border and one beyond, where a token or a welcome is replaced, and for bots of units.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Caller, Plan, on_both};

use super::{another_bot, owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";

/// Sends tokens of many lengths, none of which Telegram is asked about: `refusal` is what one that fits is told.
async fn tokens(caller: &Caller, method: Method, address: &str, body: Value, field: &str, refusal: &str) {
    let length = format!("{field} must have 20 to 255 characters.");
    for (letter, count, fits) in
        [("x", 0, false), ("x", 19, false), ("x", 20, true), ("я", 255, true), ("x", 256, false)]
    {
        let mut body = body.clone();
        body[field] = json!(letter.repeat(count));
        let reply = caller.send_to(method.clone(), address, &body).await;
        let expected = if fits { refusal } else { length.as_str() };
        assert_eq!(reply.problem(400), expected, "{method} {field} {count}");
    }
}

/// Sends welcomes of many lengths, counted as Telegram counts.
async fn welcomes(caller: &Caller, method: Method, address: &str, field: &str) {
    for (letter, count, fits) in
        [("я", 4096, true), ("x", 4097, false), ("😀", 2048, true), ("😀", 2049, false)]
    {
        let text = letter.repeat(count);
        let reply = caller.send_to(method.clone(), address, &json!({field: text})).await;
        if fits {
            assert!(reply.json(200).to_string().contains(&text), "{method} {field} {count}");
        } else {
            let refusal = format!("{field} can have at most 4096 characters.");
            assert_eq!(reply.problem(400), refusal, "{method} {field} {count}");
        }
    }
}

const UNKNOWN: &str = "Invalid Telegram bot token: Could not validate token with Telegram";
const UNKNOWN_NEW: &str = "Invalid Telegram bot token: Could not validate new token";

async fn what_replaces_has_the_same_limits(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    tokens(&owner, Method::PATCH, INTEGRATION, json!({}), "bot_token", UNKNOWN_NEW).await;
    welcomes(&owner, Method::PATCH, INTEGRATION, "welcome_message").await;
    house.close().await;
}

async fn bots_of_units_have_the_same_limits(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    acme.call(Method::GET, INTEGRATION).await.json(200);
    let shop = crate::contract_5::unit(&house, "acme", "Shop").await;
    tokens(&acme, Method::POST, INTEGRATION, json!({"unitId": shop}), "botToken", UNKNOWN).await;
    let token = token_of(&another_bot(&house, "one_bot", "One"));
    let title = "я".repeat(255);
    let body = json!({"unitId": shop, "botToken": token, "title": title});
    let made = acme.send_to(Method::POST, INTEGRATION, &body).await.json(201)["data"].clone();
    assert_eq!(made["title"], json!(title));
    let address = format!("{INTEGRATION}/{}", made["id"].as_str().unwrap());
    tokens(&acme, Method::PUT, &address, json!({}), "botToken", UNKNOWN_NEW).await;
    welcomes(&acme, Method::PUT, &address, "welcomeMessage").await;
    let reply = acme.send_to(Method::PUT, &address, &json!({"title": "я".repeat(256)})).await;
    assert_eq!(reply.problem(400), "title must have 1 to 255 characters.");
    house.close().await;
}

on_both!(what_replaces_has_the_same_limits, bots_of_units_have_the_same_limits);
