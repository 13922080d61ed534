//! A token of the channel's own: write-only, sealed, of one tenant, and its bot only sends.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{MARK, Plan, SupportChat, eventually, from_bot, on_both, reads};
use telegram_emulator::NewBot;

use super::{CHANNELS, at, bot, channel, dispatch, end_of, group, id_of, owner, to, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";

/// The token as somebody pastes it.
fn spaced(token: &str) -> String {
    let (id, secret) = token.split_once(':').unwrap();
    format!("  {id} : {}\n{}\t", &secret[..10], &secret[10..])
}

async fn it_speaks_is_never_shown_and_stands_nowhere_in_plain_text(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let alerts = bot(&house, "alerts_bot");
    let ops = group(&house, "Ops", alerts.id);
    let token = token_of(&alerts);
    let body = json!({"name": "Ops", "chat_id": id_of(&ops), "token": spaced(&token)});
    // Answers and log lines are searched for the word that stands in every token.
    assert!(token.contains(MARK));
    let made = channel(&owner, body).await;
    assert_eq!((&made["bot_username"], &made["has_own_token"]), (&json!("alerts_bot"), &json!(true)));
    assert!(!made.to_string().contains(&token[token.len() - 4..]), "not even its end is shown");
    assert_eq!(owner.call(Method::POST, &at(&made, "/test")).await.json(200)["success"], true);
    let dispatched = dispatch(&owner, to(&made, json!({}))).await;
    assert_eq!(end_of(&owner, &dispatched).await["state"], "sent");
    assert_eq!(from_bot(&ops).len(), 2);
    let books = house.books().await;
    for secret in [MARK, &token[token.len() - 20..]] {
        assert_eq!(books.places_of(secret).await, [] as [String; 0]);
    }
    books.close().await;
    assert!(!house.debug_output().contains(MARK));
    house.close().await;
}

async fn its_bot_only_sends_and_nobody_sees_it_among_the_integrations(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let alerts = bot(&house, "alerts_bot");
    let ops = group(&house, "Ops", alerts.id);
    let made =
        channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops), "token": token_of(&alerts)})).await;
    assert_eq!(owner.call(Method::POST, &at(&made, "/test")).await.json(200)["success"], true);
    let phone = house.sim.private(ops.user, alerts.id);
    phone.say("/start").unwrap();
    house.quiet().await;
    let methods: Vec<_> = house
        .sim
        .calls(0)
        .into_iter()
        .filter(|call| call.bot == alerts.id)
        .map(|call| call.method.clone())
        .collect();
    assert_eq!(methods, ["getMe", "sendMessage"], "neither polled nor changed");
    assert!(house.sim.pending_updates(alerts.id) > 0, "what is said to it is for somebody else");
    let listed = owner.graphql("{ integrations { totalCount nodes { botUsername } } }", json!({})).await;
    assert_eq!(*listed.value(), json!({"totalCount": 1, "nodes": [{"botUsername": "shop_bot"}]}));
    let unit = crate::contract_5::default_unit(&house, "default").await;
    let listed = owner.call(Method::GET, &format!("{INTEGRATION}/unit/{unit}")).await;
    assert_eq!(listed.json(200)["data"].as_array().unwrap().len(), 1);
    house.close().await;
}

async fn a_token_that_telegram_refuses_is_refused_at_once_with_what_to_do(plan: Plan) {
    let house = plan.open().await;
    house.announce("Unauthorized");
    let owner = owner(&house, "default");
    let body = |token: &str| json!({"name": "x", "chat_id": "-100", "token": token});
    let unknown = switchboard_tests::token();
    let reply = owner.send_to(Method::POST, CHANNELS, &body(&unknown)).await;
    assert!(reply.problem(400).contains("@BotFather"), "{reply:?}");
    assert_eq!(owner.call(Method::GET, CHANNELS).await.json(200)["total"], 0);
    let made = channel(&owner, json!({"name": "x", "chat_id": "-100"})).await;
    let reply = owner.send_to(Method::PATCH, &at(&made, ""), &json!({"token": unknown})).await;
    assert!(reply.problem(400).contains("@BotFather"), "{reply:?}");
    house.close().await;
}

async fn a_revoked_token_ends_sends_at_once_until_a_new_one_is_given(plan: Plan) {
    let house = plan.open().await;
    house.announce("Unauthorized");
    let owner = owner(&house, "default");
    let alerts = bot(&house, "alerts_bot");
    let ops = group(&house, "Ops", alerts.id);
    let body = json!({"name": "Ops", "chat_id": id_of(&ops), "token": token_of(&alerts)});
    let made = channel(&owner, body).await;
    let new = house.sim.revoke_token(alerts.id).unwrap();
    let end = end_of(&owner, &dispatch(&owner, to(&made, json!({}))).await).await;
    assert_eq!((&end["state"], &end["trouble"]), (&json!("failed"), &json!("token")));
    assert_eq!(owner.call(Method::POST, &at(&made, "/test")).await.json(200)["trouble"], "token");
    let new = token_of(&telegram_emulator::BotInfo { token: new, ..alerts });
    owner.send_to(Method::PATCH, &at(&made, ""), &json!({"token": new})).await.json(200);
    let again = || async { owner.call(Method::POST, &at(&made, "/test")).await.json(200).clone() };
    eventually("that it works again", again, |told| told["success"] == true).await;
    // The tenant's own bot was never touched.
    let shop = group(&house, "Shop", house.bot.id);
    let shop_channel = channel(&owner, json!({"name": "Shop", "chat_id": id_of(&shop)})).await;
    let end = end_of(&owner, &dispatch(&owner, to(&shop_channel, json!({}))).await).await;
    assert_eq!(end["state"], "sent");
    house.close().await;
}

async fn a_bot_is_one_tenants_and_one_that_is_connected_already_is_used_as_it_is(plan: Plan) {
    let house = plan.support(SupportChat::Nowhere).open().await;
    let (owner, acme) = (owner(&house, "default"), owner(&house, "acme"));
    let alerts = bot(&house, "alerts_bot");
    let body = |token: &str| json!({"name": "x", "chat_id": "-100", "token": token});
    let made = channel(&owner, body(&token_of(&alerts))).await;
    let taken = "This bot is connected to another integration already.";
    // Elsewhere: the bot of a channel, and the bot of an integration.
    for token in [token_of(&alerts), token_of(&house.bot)] {
        assert_eq!(acme.send_to(Method::POST, CHANNELS, &body(&token)).await.problem(409), taken);
    }
    let reply = acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token_of(&alerts)})).await;
    assert_eq!(reply.problem(409), taken);
    // Here: channels share a bot, and use the tenant's own.
    let second = channel(&owner, body(&token_of(&alerts))).await;
    let with_shop = channel(&owner, body(&token_of(&house.bot))).await;
    assert_eq!(
        (&second["bot_username"], &with_shop["bot_username"]),
        (&json!("alerts_bot"), &json!("shop_bot"))
    );
    house.quiet().await;
    let polls = house.sim.polls(house.bot.id);
    assert!(polls > 0, "the tenant's bot still polls");
    // The bot leaves with the last channel that speaks with it.
    owner.call(Method::DELETE, &at(&made, "")).await.nothing(204);
    assert_eq!(acme.send_to(Method::POST, CHANNELS, &body(&token_of(&alerts))).await.problem(409), taken);
    owner.send_to(Method::PATCH, &at(&second, ""), &json!({"token": null})).await.json(200);
    let books = house.books().await;
    let live = "select count(*) as n from integration where token_ciphertext is not null";
    assert_eq!(books.count(live).await, 1, "its token is erased");
    books.close().await;
    let moved = channel(&acme, body(&token_of(&alerts))).await;
    assert_eq!(moved["bot_username"], "alerts_bot");
    house.close().await;
}

async fn an_integration_of_the_same_tenant_takes_the_bot_over_and_channels_go_on(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let alerts =
        house.sim.create_bot(NewBot::new("acme_bot", "Acme").token(switchboard_tests::token())).unwrap();
    let ops = group(&house, "Ops", alerts.id);
    let body = json!({"name": "Ops", "chat_id": id_of(&ops), "token": token_of(&alerts)});
    let made = channel(&acme, body).await;
    let body = json!({"bot_token": token_of(&alerts)});
    acme.send_to(Method::POST, INTEGRATION, &body).await.json(201);
    let (sim, bot) = (house.sim.clone(), alerts.id);
    let polls =
        house.sim.wait_for(switchboard_tests::PATIENCE, move |_| (sim.polls(bot) > 0).then_some(())).await;
    polls.expect("it polls now");
    let end = end_of(&acme, &dispatch(&acme, to(&made, json!({}))).await).await;
    assert_eq!(end["state"], "sent");
    reads(&ops, "Database down").await;
    // Disconnected, its token is gone for channels, too.
    acme.call(Method::DELETE, INTEGRATION).await.nothing(204);
    let none = dispatch(&acme, to(&made, json!({}))).await;
    assert_eq!(none["results"][0]["reason"], "no_bot");
    assert_eq!(acme.call(Method::GET, &at(&made, "")).await.json(200)["bot_username"], Value::Null);
    house.close().await;
}

on_both!(
    it_speaks_is_never_shown_and_stands_nowhere_in_plain_text,
    its_bot_only_sends_and_nobody_sees_it_among_the_integrations,
    a_token_that_telegram_refuses_is_refused_at_once_with_what_to_do,
    a_revoked_token_ends_sends_at_once_until_a_new_one_is_given,
    a_bot_is_one_tenants_and_one_that_is_connected_already_is_used_as_it_is,
    an_integration_of_the_same_tenant_takes_the_bot_over_and_channels_go_on,
);
