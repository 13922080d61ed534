//! getUpdates: waiting, confirming, giving way.

use serde_json::json;

use crate::{PATIENCE, Stage};

#[tokio::test]
async fn a_long_poll_ends_when_somebody_writes() {
    let stage = Stage::new().await;
    let poll = stage.call("getUpdates", json!({"timeout": 50}));
    let write = async {
        // The poll is on its way; whether it or the message comes first makes no difference to its answer.
        stage.chat.say("/start abc").unwrap()
    };
    let (answer, id) = tokio::join!(poll, write);
    let message = &answer["result"][0]["message"];
    assert_eq!(message["message_id"], id);
    assert_eq!(message["text"], "/start abc");
    assert_eq!(message["entities"], json!([{"type": "bot_command", "offset": 0, "length": 6}]));
    assert_eq!(
        message["chat"],
        json!({"id": stage.anna, "type": "private", "first_name": "Anna", "username": "anna"})
    );
    assert_eq!(message["from"]["language_code"], "ru");
    assert_eq!(message["from"]["is_bot"], false);
}

#[tokio::test]
async fn updates_come_again_until_an_offset_confirms_them() {
    let stage = Stage::new().await;
    for text in ["one", "two", "three"] {
        stage.chat.say(text).unwrap();
    }
    let first = stage.ok("getUpdates", json!({"limit": 2})).await;
    assert_eq!(first.as_array().unwrap().len(), 2);
    assert_eq!(stage.ok("getUpdates", json!({"limit": 2})).await, first);
    let second_id = first[1]["update_id"].as_i64().unwrap();
    assert_eq!(first[0]["update_id"].as_i64().unwrap() + 1, second_id);
    let rest = stage.ok("getUpdates", json!({"offset": second_id + 1})).await;
    assert_eq!(rest[0]["message"]["text"], "three");
    assert_eq!(stage.sim.pending_updates(stage.bot.id), 1);
}

#[tokio::test]
async fn a_negative_offset_keeps_only_the_end_of_the_queue() {
    let stage = Stage::new().await;
    for text in ["one", "two", "three"] {
        stage.chat.say(text).unwrap();
    }
    let last = stage.ok("getUpdates", json!({"offset": -1})).await;
    assert_eq!(last.as_array().unwrap().len(), 1);
    assert_eq!(last[0]["message"]["text"], "three");
    assert_eq!(stage.sim.pending_updates(stage.bot.id), 1);
}

#[tokio::test]
async fn a_second_poller_makes_the_first_end_with_a_conflict() {
    let stage = Stage::new().await;
    let first = stage.call("getUpdates", json!({"timeout": 50}));
    let second = async {
        // Only once the first one waits does the second one come: the log shows calls when they end, the queue's
        // number when they begin, so ask again until the first has ended.
        stage.sim.wait_for(PATIENCE, |sim| (sim.polls(stage.bot.id) == 1).then_some(())).await.unwrap();
        stage.call("getUpdates", json!({"timeout": 0})).await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(first["error_code"], 409);
    assert_eq!(
        first["description"],
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    );
    assert_eq!(second["ok"], true);
}

#[tokio::test]
async fn polling_under_a_webhook_is_a_conflict() {
    let stage = Stage::new().await;
    stage.ok("setWebhook", json!({"url": "http://127.0.0.1:9/hook"})).await;
    assert_eq!(
        stage.fail("getUpdates", json!({})).await,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    );
    stage.ok("deleteWebhook", json!({})).await;
    stage.ok("getUpdates", json!({})).await;
}

#[tokio::test]
async fn allowed_updates_decides_what_is_queued() {
    let stage = Stage::new().await;
    stage.ok("getUpdates", json!({"allowed_updates": ["message"]})).await;
    let id = stage.chat.say("hello").unwrap();
    stage.chat.edit(id, telegram_emulator::Draft::text("hello!")).unwrap();
    stage.sim.raw_update(stage.bot.id, json!({"update_of_tomorrow": {"a": 1}})).unwrap();
    let updates = stage.updates().await;
    assert_eq!(updates.len(), 2, "the edit was not asked for");
    assert!(updates[0]["message"].is_object());
    assert_eq!(updates[1]["update_of_tomorrow"], json!({"a": 1}));
    stage.ok("getUpdates", json!({"allowed_updates": []})).await;
    stage.chat.edit(id, telegram_emulator::Draft::text("hello?")).unwrap();
    assert_eq!(stage.updates().await[0]["edited_message"]["text"], "hello?");
}
