//! `DELETE /integration`.

use reqwest::Method;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use switchboard_services::integrations::SeedBot;
use switchboard_tests::{PATIENCE, Plan, on_both, reads};
use telegram_emulator::{Fault, FaultKind, NewUser};

use super::{another_bot, owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";
const WEBHOOK: &str = "/api/v1/telegram/integration/webhook";
const WEBHOOK_URL: &str = "/api/v1/telegram/integration/webhook-url";

async fn it_answers_204_also_when_there_is_none(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    acme.call(Method::DELETE, INTEGRATION).await.nothing(204);
    let token = token_of(&another_bot(&house, "acme_bot", "Acme"));
    acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token})).await.json(201);
    acme.call(Method::DELETE, INTEGRATION).await.nothing(204);
    assert_eq!(*acme.call(Method::GET, INTEGRATION).await.json(200), Value::Null);
    acme.call(Method::DELETE, INTEGRATION).await.nothing(204);
    house.close().await;
}

async fn it_removes_the_webhook_and_erases_the_token(plan: Plan) {
    let house = plan.public_address().open().await;
    house.announce("Conflict: ");
    let owner = owner(&house, "default");
    let url = owner.call(Method::GET, WEBHOOK_URL).await.body["webhook_url"].clone();
    owner.send_to(Method::POST, WEBHOOK, &json!({"webhook_url": url})).await.json(200);
    house.quiet().await;
    owner.call(Method::DELETE, INTEGRATION).await.nothing(204);
    let gone = house.sim.calls(0).into_iter().filter(|call| call.method == "deleteWebhook").count();
    assert!(gone > 0, "Telegram was not told");
    let books = house.books().await;
    let kept = "select count(*) as n from integration where deleted_at is not null and token_ciphertext is null \
                and token_nonce is null and token_key_id is null and token_hint is null and webhook_secret_hash is null";
    assert_eq!(books.count(kept).await, 1, "the row stays behind, without its secrets");
    books.close().await;
    house.close().await;
}

async fn telegram_out_of_reach_does_not_stop_it(plan: Plan) {
    let house = plan.public_address().open().await;
    house.announce("Conflict: ");
    let owner = owner(&house, "default");
    let url = owner.call(Method::GET, WEBHOOK_URL).await.body["webhook_url"].clone();
    owner.send_to(Method::POST, WEBHOOK, &json!({"webhook_url": url})).await.json(200);
    house.sim.fault(Fault::new(FaultKind::ResetBefore).method("deleteWebhook"));
    house.quiet().await;
    owner.call(Method::DELETE, INTEGRATION).await.nothing(204);
    assert_eq!(*owner.call(Method::GET, INTEGRATION).await.json(200), Value::Null);
    house.close().await;
}

async fn the_environment_does_not_bring_it_back(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    house.quiet().await;
    owner.call(Method::DELETE, INTEGRATION).await.nothing(204);
    // What a start of the server does.
    let seed = SeedBot { token: house.bot.token.expose_secret().to_owned().into(), support_chat_id: None };
    house.services().integrations.seed(seed).await.unwrap();
    assert_eq!(*owner.call(Method::GET, INTEGRATION).await.json(200), Value::Null);
    house.close().await;
}

async fn the_bot_can_be_connected_again_and_is_a_new_integration(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let bot = another_bot(&house, "acme_bot", "Acme");
    let body = json!({"bot_token": token_of(&bot)});
    let first = acme
        .send_to(Method::POST, INTEGRATION, &json!({"bot_token": token_of(&bot), "welcome_message": "old"}))
        .await;
    acme.call(Method::DELETE, INTEGRATION).await.nothing(204);
    let second = acme.send_to(Method::POST, INTEGRATION, &body).await;
    assert_ne!(second.json(201)["id"], first.json(201)["id"]);
    assert_eq!(second.body["welcome_message"], Value::Null);
    let user = house.sim.create_user(NewUser::new("Ann").username("ann_acme")).unwrap();
    let phone = house.sim.private(user, bot.id);
    phone.say("/start").unwrap();
    reads(&phone, "code").await;
    house.close().await;
}

async fn a_deleted_bot_is_silent_and_the_others_go_on(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let bot = another_bot(&house, "acme_bot", "Acme");
    acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token_of(&bot)})).await.json(201);
    house.sim.wait_for(PATIENCE, |sim| (sim.polls(bot.id) > 0).then_some(())).await.expect("polls");
    acme.call(Method::DELETE, INTEGRATION).await.nothing(204);
    house.linked(7, "Ann", "ann_elsewhere").await;
    assert!(
        house.sim.calls(0).iter().filter(|call| call.bot == bot.id).all(|call| call.method != "sendMessage")
    );
    house.close().await;
}

on_both!(
    it_answers_204_also_when_there_is_none,
    it_removes_the_webhook_and_erases_the_token,
    telegram_out_of_reach_does_not_stop_it,
    the_environment_does_not_bring_it_back,
    the_bot_can_be_connected_again_and_is_a_new_integration,
    a_deleted_bot_is_silent_and_the_others_go_on,
);
