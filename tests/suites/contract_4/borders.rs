//! Numbers and lengths at their border and one beyond, and what a tenant that speaks English reads.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, from_bot, keys, on_both, reads};

use super::{CHANNELS, DISPATCH, at, channel, dispatch, end_of, group, id_of, owner, to};

async fn a_chat_id_has_64_bits_and_is_kept_as_it_was_written(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    for (written, kept) in [
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("\t -1001234567890 \n", "-1001234567890"),
        ("0077", "0077"),
        ("-1", "-1"),
    ] {
        let made = channel(&owner, json!({"name": "x", "chat_id": written})).await;
        assert_eq!(made["chat_id"], json!(kept));
        assert_eq!(owner.call(Method::GET, &at(&made, "")).await.json(200)["chat_id"], json!(kept));
    }
    for wrong in ["9223372036854775808", "-9223372036854775809", "0", "-", "", "1.0", "1e3"] {
        let reply = owner.send_to(Method::POST, CHANNELS, &json!({"name": "x", "chat_id": wrong})).await;
        assert!(reply.problem(400).starts_with("chat_id is a whole number"), "{wrong} {reply:?}");
    }
    house.close().await;
}

async fn levels_are_from_1_to_5(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let text = "level is a number from 1 to 5.";
    for (level, fits) in [(0, false), (1, true), (5, true), (6, false)] {
        let new = json!({"name": "x", "chat_id": "-100", "level": level, "is_enabled": false});
        let alert = json!({"topic": "a", "level": level, "type": "INFO", "title": "x"});
        let made = acme.send_to(Method::POST, CHANNELS, &new).await;
        let dispatched = acme.send_to(Method::POST, DISPATCH, &alert).await;
        if fits {
            assert_eq!(made.json(201)["level"], json!(level));
            assert_eq!(dispatched.json(202)["level"], json!(level));
        } else {
            assert_eq!(made.problem(400), text);
            assert_eq!(dispatched.problem(400), text);
        }
    }
    house.close().await;
}

async fn a_text_of_4096_characters_is_whole_and_one_more_is_cut(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    let head = "[ERROR] Database down\n";
    // Telegram counts what is left after parsing: an escaped sign is one character.
    let room = 4096 - head.len();
    let whole = format!("{}&", "x".repeat(room - 1));
    for (description, expected) in
        [(whole.clone(), whole), ("x".repeat(room + 1), format!("{}…", "x".repeat(room - 1)))]
    {
        let dispatched = dispatch(&owner, to(&made, json!({"description": description}))).await;
        assert_eq!(end_of(&owner, &dispatched).await["state"], "sent");
        assert_eq!(reads(&ops, &expected).await.text, format!("{head}{expected}"));
    }
    house.close().await;
}

async fn a_tenant_that_speaks_english_gets_the_english_test_message(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "On call", "chat_id": id_of(&ops)})).await;
    let books = house.books().await;
    books.change("update tenant set language = 'en' where slug = 'default'").await;
    books.close().await;
    assert_eq!(owner.call(Method::POST, &at(&made, "/test")).await.json(200)["success"], true);
    let text = "✅ Test message: alerts of the channel “On call” come to this chat.";
    reads(&ops, text).await;
    assert_eq!(from_bot(&ops), [text]);
    house.close().await;
}

async fn each_result_of_a_dispatch_has_exactly_these_keys(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    let dispatched = dispatch(&owner, to(&made, json!({}))).await;
    let end = end_of(&owner, &dispatched).await;
    for result in [&dispatched["results"][0], &end] {
        assert_eq!(
            keys(result),
            [
                "channel_id",
                "chat_id",
                "created_at",
                "dispatch_id",
                "hint",
                "id",
                "reason",
                "state",
                "title",
                "trouble",
                "type"
            ]
        );
    }
    let said = json!({
        "id": dispatched["results"][0]["id"], "dispatch_id": dispatched["id"], "channel_id": made["id"],
        "chat_id": id_of(&ops), "type": "ERROR", "title": "Database down", "created_at": end["created_at"],
        "state": "sent", "reason": null, "trouble": null, "hint": null,
    });
    assert_eq!(end, said);
    assert_eq!((&dispatched["topic"], &dispatched["level"]), (&Value::Null, &Value::Null));
    house.close().await;
}

on_both!(
    a_chat_id_has_64_bits_and_is_kept_as_it_was_written,
    levels_are_from_1_to_5,
    a_text_of_4096_characters_is_whole_and_one_more_is_cut,
    a_tenant_that_speaks_english_gets_the_english_test_message,
    each_result_of_a_dispatch_has_exactly_these_keys,
);
