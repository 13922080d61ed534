//! Faults and limits: what the bot gets, and whether the call took effect.

use serde_json::{Value, json};
use telegram_emulator::{Fault, FaultKind, Limits, Options, Rate};

use crate::Stage;

async fn hit(stage: &Stage, kind: FaultKind) -> reqwest::Result<reqwest::Response> {
    stage.sim.fault(Fault::new(kind).bot(stage.bot.id).method("sendmessage").chat(stage.anna).times(1));
    stage.raw("sendMessage", json!({"chat_id": stage.anna, "text": "hello"})).await
}

fn arrived(stage: &Stage) -> usize {
    stage.chat.messages().iter().filter(|seen| seen.is_from_bot()).count()
}

#[tokio::test]
async fn a_reset_before_loses_the_call_and_a_reset_after_only_the_answer() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    assert!(hit(&stage, FaultKind::ResetBefore).await.is_err());
    assert_eq!(arrived(&stage), 0);
    assert!(hit(&stage, FaultKind::ResetAfter).await.is_err());
    assert_eq!(arrived(&stage), 1);
    let log = stage.sim.calls(0);
    assert_eq!(
        log.iter().map(|call| (call.status, call.applied)).collect::<Vec<_>>(),
        [(0, false), (0, true)]
    );
    assert_eq!(log[1].message_id(), Some(stage.chat.last_from_bot().unwrap().message_id));
    assert!(stage.sim.faults().is_empty(), "used up");
    stage.ok("sendMessage", json!({"chat_id": stage.anna, "text": "works"})).await;
}

#[tokio::test]
async fn a_truncated_answer_is_not_json_though_the_message_arrived() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let response = hit(&stage, FaultKind::TruncateAfter).await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(serde_json::from_str::<Value>(&response.text().await.unwrap()).is_err());
    assert_eq!(arrived(&stage), 1);
}

#[tokio::test]
async fn server_errors_and_429_have_no_effect_and_the_right_shape() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let response = hit(&stage, FaultKind::TooManyRequests { retry_after: 7 }).await.unwrap();
    assert_eq!((response.status().as_u16(), response.headers()["retry-after"].to_str().unwrap()), (429, "7"));
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        body,
        json!({"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7}})
    );
    let response = hit(&stage, FaultKind::ServerError { status: 502, html: true }).await.unwrap();
    assert_eq!(response.status(), 502);
    assert!(response.text().await.unwrap().starts_with("<html>"));
    let response = hit(&stage, FaultKind::ServerError { status: 500, html: false }).await.unwrap();
    assert_eq!(response.json::<Value>().await.unwrap()["error_code"], 500);
    assert_eq!(arrived(&stage), 0);
}

#[tokio::test]
async fn a_chat_over_its_rate_gets_429_until_the_clock_has_moved_on() {
    let limits = Limits { chat: Some(Rate::new(1, 1_000, 2)), ..Limits::off() };
    let stage = Stage::with(Options { limits, ..Options::default() }).await;
    stage.chat.say("/start").unwrap();
    let hello = json!({"chat_id": stage.anna, "text": "hello"});
    stage.ok("sendMessage", hello.clone()).await;
    stage.ok("sendMessage", hello.clone()).await;
    let mut answer = json!({});
    // A slow machine may earn a slot in between; it cannot earn many.
    for _ in 0..50 {
        answer = stage.call("sendMessage", hello.clone()).await;
        if answer["ok"] == false {
            break;
        }
    }
    assert_eq!(answer["parameters"]["retry_after"], 1);
    stage.sim.advance(std::time::Duration::from_secs(1));
    stage.ok("sendMessage", hello).await;
}

#[tokio::test]
async fn updates_come_twice_in_another_order_or_after_an_unknown_one_on_demand() {
    let stage = Stage::new().await;
    let seen = async || -> Vec<String> {
        let updates = stage.updates().await;
        updates.iter().map(|it| it["message"]["text"].as_str().unwrap_or("?").to_owned()).collect()
    };
    stage.sim.fault(Fault::new(FaultKind::DuplicateUpdate).method("message").times(1));
    stage.chat.say("a").unwrap();
    stage.chat.say("b").unwrap();
    assert_eq!(seen().await, ["a", "a", "b"]);
    stage.sim.fault(Fault::new(FaultKind::ReorderUpdate).chat(stage.anna).times(1));
    stage.chat.say("a").unwrap();
    assert_eq!(stage.sim.pending_updates(stage.bot.id), 0, "held back");
    stage.chat.say("b").unwrap();
    assert_eq!(seen().await, ["b", "a"]);
    let all = stage.sim.fault(Fault::new(FaultKind::ReorderUpdate));
    for text in ["a", "b", "c", "d"] {
        stage.chat.say(text).unwrap();
    }
    assert_eq!(seen().await, ["b", "a", "d", "c"], "none is held back for ever");
    stage.sim.remove_fault(all);
    stage.sim.fault(Fault::new(FaultKind::UnknownUpdate).bot(stage.bot.id).times(1));
    stage.chat.say("a").unwrap();
    assert_eq!(seen().await, ["?", "a"]);
    assert!(stage.sim.calls(0).iter().all(|call| call.fault.is_none()), "calls are not hit");
}
