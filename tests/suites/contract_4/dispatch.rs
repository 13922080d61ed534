//! Dispatch: durably accepted, repeated without doubling, ended at once where nothing can be said.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, SupportChat, eventually, from_bot, keys, on_both, reads};
use telegram_emulator::{Fault, FaultKind};

use super::{CHANNELS, DISPATCH, at, channel, dispatch, end_of, group, id_of, owner, to};

async fn a_dispatch_is_answered_with_these_keys_and_found_again(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    let dispatched = dispatch(&owner, to(&made, json!({}))).await;
    assert_eq!(
        keys(&dispatched),
        ["created_at", "id", "level", "occurred_at", "results", "title", "topic", "type"]
    );
    let result = end_of(&owner, &dispatched).await;
    assert_eq!((&result["channel_id"], &result["chat_id"]), (&made["id"], &made["chat_id"]));
    assert_eq!((&result["state"], &result["hint"]), (&json!("sent"), &Value::Null));
    let nobody = dispatch(
        &super::owner(&house, "acme"),
        json!({"topic": "a", "level": 1, "type": "INFO", "title": "x"}),
    )
    .await;
    assert_eq!((&nobody["results"], &nobody["topic"]), (&json!([]), &json!("a")));
    let unknown = format!("{CHANNELS}/dispatches/00000000-0000-7000-8000-000000000000");
    assert_eq!(owner.call(Method::GET, &unknown).await.problem(404), "There is no such dispatch.");
    house.close().await;
}

async fn the_same_key_sends_once_and_another_request_under_it_is_a_conflict(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    let alert = to(&made, json!({"idempotency_key": "k1"}));
    let first = dispatch(&owner, alert.clone()).await;
    end_of(&owner, &first).await;
    let again = dispatch(&owner, alert).await;
    assert_eq!((&again["id"], &again["results"][0]["state"]), (&first["id"], &json!("sent")));
    let other = to(&made, json!({"idempotency_key": "k1", "title": "another"}));
    let reply = owner.send_to(Method::POST, DISPATCH, &other).await;
    assert_eq!(reply.problem(409), "This idempotency key was used for another request.");
    house.quiet().await;
    assert_eq!(from_bot(&ops).len(), 1);
    house.close().await;
}

async fn chat_not_found_is_final_at_once_and_says_what_to_do(plan: Plan) {
    let house = plan.open().await;
    house.announce("chat not found");
    let owner = owner(&house, "default");
    for (chat, trouble, english, russian) in [
        ("1009999999999", "lost_minus", "lost its minus", "потерян минус"),
        ("-1009999999999", "unknown_group", "added to the group", "Добавлен ли бот в группу"),
    ] {
        let made = channel(&owner, json!({"name": "Lost", "chat_id": chat})).await;
        let before = house.sim.last_call();
        let dispatched = dispatch(&owner, to(&made, json!({}))).await;
        let end = end_of(&owner, &dispatched).await;
        assert_eq!(
            (&end["state"], &end["reason"], &end["trouble"]),
            (&json!("failed"), &json!("chat_not_found"), &json!(trouble))
        );
        let hint = end["hint"].as_str().unwrap();
        assert!(hint.contains(english) && hint.contains("begins with -"), "{hint}");
        let path = at(&made, "/dispatches");
        let request = owner.request(Method::GET, &path).header("Accept-Language", "ru-RU,ru;q=0.9");
        let reply = switchboard_tests::reply(request).await;
        let hint = reply.json(200)["data"][0]["hint"].as_str().unwrap().to_owned();
        assert!(hint.contains(russian) && hint.contains("начинается с -"), "{hint}");
        let calls = house.sim.calls(before);
        assert_eq!(calls.iter().filter(|call| call.method == "sendMessage").count(), 1, "tried once");
    }
    house.close().await;
}

async fn a_refused_token_is_final_at_once_also_for_what_waits(plan: Plan) {
    let house = plan.support(SupportChat::Nowhere).open().await;
    house.announce("Unauthorized");
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    house.quiet().await;
    let slow = Fault::new(FaultKind::Delay { ms: 300 }).method("sendMessage");
    house.sim.fault(slow);
    house.sim.revoke_token(house.bot.id).unwrap();
    let mut dispatched = Vec::new();
    for _ in 0..3 {
        dispatched.push(dispatch(&owner, to(&made, json!({}))).await);
    }
    for dispatched in &dispatched {
        let end = end_of(&owner, dispatched).await;
        assert_eq!((&end["state"], &end["reason"]), (&json!("failed"), &json!("token_refused")));
        assert!(end["hint"].as_str().unwrap().contains("@BotFather"), "{end}");
    }
    let later = dispatch(&owner, to(&made, json!({}))).await;
    assert_eq!(later["results"][0]["reason"], "token_refused", "known already: {later}");
    house.close().await;
}

async fn a_5xx_goes_by_the_policy_of_the_integration(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    house.quiet().await;
    house.sim.fault(
        Fault::new(FaultKind::ServerError { status: 502, html: false }).method("sendMessage").times(1),
    );
    let dispatched = dispatch(&owner, to(&made, json!({}))).await;
    assert_eq!(end_of(&owner, &dispatched).await["state"], "sent", "resend is the policy");
    let books = house.books().await;
    books.change("update integration set delivery_policy = 'park'").await;
    books.close().await;
    house.announce("Bad Gateway");
    house.sim.fault(
        Fault::new(FaultKind::ServerError { status: 502, html: false }).method("sendMessage").times(1),
    );
    let dispatched = dispatch(&owner, to(&made, json!({"title": "parked"}))).await;
    let end = end_of(&owner, &dispatched).await;
    assert_eq!((&end["state"], &end["trouble"]), (&json!("uncertain"), &json!("uncertain")));
    assert!(!from_bot(&ops).iter().any(|text| text.contains("parked")));
    house.close().await;
}

async fn without_a_bot_or_with_one_that_is_off_it_fails_at_once_and_says_so(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let made = channel(&acme, json!({"name": "Ops", "chat_id": "-100"})).await;
    assert_eq!(made["bot_username"], Value::Null);
    let none = dispatch(&acme, to(&made, json!({}))).await;
    assert_eq!(
        (&none["results"][0]["state"], &none["results"][0]["reason"]),
        (&json!("failed"), &json!("no_bot"))
    );
    assert!(none["results"][0]["hint"].as_str().unwrap().contains("connect"), "{none}");
    let owner = owner(&house, "default");
    let made = channel(&owner, json!({"name": "Ops", "chat_id": "-100"})).await;
    let integration = "/api/v1/telegram/integration";
    owner.send_to(Method::PATCH, integration, &json!({"is_active": false})).await.json(200);
    let off = dispatch(&owner, to(&made, json!({}))).await;
    assert_eq!(off["results"][0]["reason"], "bot_off");
    owner.send_to(Method::PATCH, integration, &json!({"is_active": true})).await.json(200);
    house.close().await;
}

async fn deleting_a_channel_takes_back_what_waits_for_it(plan: Plan) {
    let house = plan.open().await;
    house.announce("Too Many Requests");
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    house.quiet().await;
    house.sim.fault(Fault::new(FaultKind::TooManyRequests { retry_after: 3 }).method("sendMessage").times(1));
    let before = house.sim.last_call();
    let dispatched = dispatch(&owner, to(&made, json!({}))).await;
    let limited = |call: &telegram_emulator::Call| call.status == 429;
    house.sim.wait_for_call(before, switchboard_tests::PATIENCE, limited).await.expect("a wait");
    // The send is on its way back into its lane.
    let path = at(&made, "");
    let books = house.books().await;
    let waits = || books.count("select count(*) as n from outbox where state = 'pending'");
    eventually("that it waits", waits, |n| *n == 1).await;
    owner.call(Method::DELETE, &path).await.nothing(204);
    let end = end_of(&owner, &dispatched).await;
    assert_eq!((&end["state"], &end["reason"]), (&json!("failed"), &json!("cancelled")));
    house.quiet().await;
    assert_eq!(from_bot(&ops), [] as [String; 0]);
    let kept = books.count("select count(*) as n from channel where deleted_at is not null").await;
    assert_eq!(kept, 1, "the row stays behind");
    books.close().await;
    house.close().await;
}

async fn order_is_kept_within_a_chat(plan: Plan) {
    let house = plan.paced().open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    for n in 0..5 {
        dispatch(&owner, to(&made, json!({"title": n.to_string()}))).await;
    }
    reads(&ops, "4").await;
    house.quiet().await;
    assert_eq!(from_bot(&ops), ["[ERROR] 0", "[ERROR] 1", "[ERROR] 2", "[ERROR] 3", "[ERROR] 4"]);
    house.close().await;
}

on_both!(
    a_dispatch_is_answered_with_these_keys_and_found_again,
    the_same_key_sends_once_and_another_request_under_it_is_a_conflict,
    chat_not_found_is_final_at_once_and_says_what_to_do,
    a_refused_token_is_final_at_once_also_for_what_waits,
    a_5xx_goes_by_the_policy_of_the_integration,
    without_a_bot_or_with_one_that_is_off_it_fails_at_once_and_says_so,
    deleting_a_channel_takes_back_what_waits_for_it,
    order_is_kept_within_a_chat,
);
