//! Telegram's limits, which are on unless switched off.

use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use telegram_emulator::{Limits, NewBot, NewGroup, Options, Rate};

use crate::Stage;

fn only(limits: Limits) -> Options {
    Options { limits, ..Options::default() }
}

/// Calls until one is refused; returns how many were taken, and the refusal's `retry_after`.
async fn exhaust(stage: &Stage, method: &str, params: &Value, most: usize) -> (usize, Value) {
    for taken in 0..most {
        let answer = stage.call(method, params.clone()).await;
        if answer["ok"] == false {
            assert_eq!(answer["error_code"], 429, "{answer}");
            return (taken, answer["parameters"]["retry_after"].clone());
        }
    }
    panic!("nothing was refused");
}

#[tokio::test]
async fn by_default_a_private_chat_takes_a_short_burst_and_a_group_twenty_a_minute() {
    let stage = Stage::with(Options::default()).await;
    stage.chat.say("/start").unwrap();
    let (taken, wait) =
        exhaust(&stage, "sendMessage", &json!({"chat_id": stage.anna, "text": "a"}), 50).await;
    assert!((5..20).contains(&taken), "{taken}");
    assert_eq!(wait, 1);
    let group = stage
        .sim
        .create_group(NewGroup::new("G").forum().member(stage.anna).admin_bot(stage.bot.id))
        .unwrap();
    // Sends, edits and new topics share one budget.
    stage.ok("createForumTopic", json!({"chat_id": group, "name": "T"})).await;
    let sent = stage.ok("sendMessage", json!({"chat_id": group, "text": "a"})).await["message_id"].clone();
    stage.ok("editMessageText", json!({"chat_id": group, "message_id": sent, "text": "b"})).await;
    let (taken, wait) = exhaust(&stage, "sendMessage", &json!({"chat_id": group, "text": "a"}), 50).await;
    assert!((17..30).contains(&taken), "{taken}");
    assert!((1..=3).contains(&wait.as_i64().unwrap()), "{wait}");
    let edit = json!({"chat_id": group, "message_id": sent, "text": "c"});
    assert_eq!(stage.call("editMessageText", edit.clone()).await["error_code"], 429);
    let topic = json!({"chat_id": group, "name": "U"});
    assert_eq!(stage.call("createForumTopic", topic).await["error_code"], 429);
    stage.sim.advance(Duration::from_secs(3));
    stage.ok("editMessageText", edit).await;
}

#[tokio::test]
async fn an_album_costs_as_much_as_its_messages() {
    let limits = Limits { group: Some(Rate::new(1, 60_000, 3)), ..Limits::off() };
    let stage = Stage::with(only(limits)).await;
    let group = stage.sim.create_group(NewGroup::new("G").member(stage.anna).bot(stage.bot.id)).unwrap();
    let photo = json!({"type": "photo", "media": "https://a.example/1.jpg"});
    stage.ok("sendMediaGroup", json!({"chat_id": group, "media": [photo, photo, photo]})).await;
    let refused = stage.call("sendMessage", json!({"chat_id": group, "text": "a"})).await;
    assert_eq!(refused["parameters"]["retry_after"], 60);
}

#[tokio::test]
async fn a_paid_broadcast_has_a_budget_of_its_own() {
    let limits = Limits { bot: Some(Rate::new(1, 60_000, 1)), paid: None, ..Limits::off() };
    let stage = Stage::with(only(limits)).await;
    stage.chat.say("/start").unwrap();
    let hello = json!({"chat_id": stage.anna, "text": "a"});
    stage.ok("sendMessage", hello.clone()).await;
    assert_eq!(stage.call("sendMessage", hello.clone()).await["error_code"], 429);
    let mut paid = hello;
    paid["allow_paid_broadcast"] = json!(true);
    stage.ok("sendMessage", paid).await;
}

#[tokio::test]
async fn many_new_tokens_at_once_are_refused_and_known_ones_not() {
    let limits = Limits { tokens: Some(Rate::new(20, 60_000, 20)), ..Limits::off() };
    let stage = Stage::with(only(limits)).await;
    stage.ok("getMe", json!({})).await;
    let mut statuses = Vec::new();
    for number in 0..25 {
        let bot = stage.sim.create_bot(NewBot::new(format!("n{number}_bot"), "N")).unwrap();
        let url = format!("{}/bot{}/getMe", stage.telegram.url(), bot.token.expose_secret());
        statuses.push(stage.http.get(url).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 19);
    assert_eq!(statuses.last(), Some(&429));
    stage.ok("getMe", json!({})).await;
}

#[tokio::test]
async fn a_snapshot_brings_everything_back_but_the_clock() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let snapshot = stage.sim.snapshot();
    let before = stage.sim.pending_updates(stage.bot.id);
    stage.updates().await;
    stage.chat.say("more").unwrap();
    stage.sim.deactivate(stage.anna).unwrap();
    assert!(stage.sim.restore(snapshot));
    assert_eq!(stage.sim.pending_updates(stage.bot.id), before);
    assert_eq!(stage.chat.messages().len(), 1);
    stage.chat.say("again").unwrap();
    assert_eq!(stage.updates().await.len(), before + 1);
    assert!(!stage.sim.restore(99));
}

#[tokio::test]
async fn the_same_seed_makes_the_same_world() {
    let ids = async || {
        let stage = Stage::with(Options { seed: Some(7), ..Options::unlimited() }).await;
        stage.chat.say("/start").unwrap();
        let update = stage.updates().await[0]["update_id"].clone();
        (stage.bot.token.expose_secret().to_owned(), update)
    };
    assert_eq!(ids().await, ids().await);
}
