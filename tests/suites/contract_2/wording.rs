//! Words and addresses that the site owner reads: the English twin of the test message, the webhook's address below the public
//! one, and the masked token to the character.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, on_both, reads};

use super::{another_bot, owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";
const WEBHOOK: &str = "/api/v1/telegram/integration/webhook";
const WEBHOOK_URL: &str = "/api/v1/telegram/integration/webhook-url";

async fn a_tenant_that_speaks_english_gets_the_english_test_message(plan: Plan) {
    let house = plan.open().await;
    let books = house.books().await;
    books.change("update tenant set language = 'en' where slug = 'default'").await;
    books.close().await;
    let ann = house.anybody("Ann", "ann_owns");
    house.start(&ann).await;
    let test = format!("{INTEGRATION}/test");
    let told = owner(&house, "default").send_to(Method::POST, &test, &json!({"chat_id": ann.user})).await;
    let expected = json!({"success": true, "message": "Test message sent!", "chat_id": ann.user});
    assert_eq!(*told.json(200), expected, "the answer has no language");
    reads(&ann, "Test message").await;
    let call = house.sim.calls(0).into_iter().rfind(|call| call.method == "sendMessage").unwrap();
    assert_eq!(
        call.params["text"],
        "✅ <b>Test message</b>\n\nThe Telegram integration is set up!\nYou will be notified of new leads."
    );
    assert_eq!(call.params["parse_mode"], "HTML");
    house.close().await;
}

async fn the_webhooks_address_is_below_the_public_one_and_taken_where_it_is_https(plan: Plan) {
    let house = plan.variable("PUBLIC_API_URL", "https://chat.example.com/tg/").open().await;
    // The poll that is under way.
    house.announce("Conflict: ");
    let owner = owner(&house, "default");
    let told = owner.call(Method::GET, WEBHOOK_URL).await.json(200).clone();
    let url = told["webhook_url"].as_str().unwrap();
    let key = url.strip_prefix("https://chat.example.com/tg/api/v1/telegram/webhook/").unwrap();
    assert_eq!(key.len(), 43);
    let message = "Register this address to receive updates by webhook.";
    assert_eq!(told, json!({"webhook_url": url, "is_configured": true, "message": message}));
    assert_eq!(*owner.call(Method::GET, WEBHOOK_URL).await.json(200), told, "it stays");
    house.quiet().await;
    // https is taken wherever it is.
    owner.send_to(Method::POST, WEBHOOK, &json!({"webhook_url": url})).await.json(200);
    let set = house.sim.calls(0).into_iter().rfind(|call| call.method == "setWebhook").unwrap();
    assert_eq!(set.params["url"], url);
    owner.call(Method::DELETE, WEBHOOK).await.json(200);
    house.close().await;
}

async fn a_new_token_leaves_no_secret_of_the_former_webhook(plan: Plan) {
    let house = plan.public_address().open().await;
    house.announce("Conflict: ");
    let owner = owner(&house, "default");
    let books = house.books().await;
    let secrets = "select count(*) as n from integration where webhook_secret_hash is not null";
    let former = owner.call(Method::GET, WEBHOOK_URL).await.json(200)["webhook_url"].clone();
    owner.send_to(Method::POST, WEBHOOK, &json!({"webhook_url": former})).await.json(200);
    assert_eq!(books.count(secrets).await, 1);
    house.quiet().await;
    let other = token_of(&another_bot(&house, "other_bot", "Other"));
    let changed = owner.send_to(Method::PATCH, INTEGRATION, &json!({"bot_token": other})).await;
    assert_eq!(changed.json(200)["webhook_url"], Value::Null);
    assert_eq!(books.count(secrets).await, 0);
    books.close().await;
    let stale = owner.send_to(Method::POST, WEBHOOK, &json!({"webhook_url": former})).await;
    let text = "The webhook URL must be exactly the one that webhook-url answers.";
    assert_eq!(stale.problem(400), text);
    house.close().await;
}

async fn the_masked_token_is_bullets_a_colon_bullets_and_the_last_four_characters(plan: Plan) {
    let house = plan.open().await;
    let (acme, token) = (owner(&house, "acme"), token_of(&another_bot(&house, "acme_bot", "Acme")));
    let made = acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token})).await;
    let changed = acme.send_to(Method::PATCH, INTEGRATION, &json!({"is_active": true})).await;
    let read = acme.call(Method::GET, INTEGRATION).await;
    let by_graphql = acme.graphql("{ integration { botTokenMasked } }", json!({})).await;
    let expected = json!(format!("••••••••:••••••••{}", &token[token.len() - 4..]));
    for shown in [&made.json(201)["bot_token_masked"], &changed.json(200)["bot_token_masked"]] {
        assert_eq!(*shown, expected);
    }
    assert_eq!(read.json(200)["bot_token_masked"], expected);
    assert_eq!(by_graphql.value()["botTokenMasked"], expected);
    house.close().await;
}

on_both!(
    a_tenant_that_speaks_english_gets_the_english_test_message,
    the_webhooks_address_is_below_the_public_one_and_taken_where_it_is_https,
    a_new_token_leaves_no_secret_of_the_former_webhook,
    the_masked_token_is_bullets_a_colon_bullets_and_the_last_four_characters,
);
