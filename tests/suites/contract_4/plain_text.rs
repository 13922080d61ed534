//! A message that Telegram cannot parse goes again as plain text. What we write can always be parsed, so one is spoiled where it
//! waits, while nobody serves it.

use serde_json::json;
use switchboard_tests::{Claims, PATIENCE, Plan, from_bot, on_both, reads};
use telegram_emulator::{Fault, FaultKind};

use super::{channel, dispatch, id_of, to};

async fn what_telegram_cannot_parse_goes_again_as_plain_text(plan: Plan) {
    let site = plan.site().await;
    let server = site.start().await;
    let owner = site.caller(Claims::of(70).role("site_owner"));
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&site.desk)})).await;
    let busy = Fault::new(FaultKind::TooManyRequests { retry_after: 2 }).method("sendMessage");
    let busy = site.sim.fault(busy);
    let before = site.sim.last_call();
    let alert = json!({"description": "1 < 2"});
    dispatch(&owner, to(&made, alert)).await;
    site.sim.wait_for_call(before, PATIENCE, |call| call.status == 429).await.expect("a try");
    server.stop().await;

    let books = site.books().await;
    let spoilt = "update outbox set payload = replace(payload, '</b>', '</i>') where state = 'pending'";
    books.change(spoilt).await;
    books.close().await;
    site.sim.remove_fault(busy);
    let before = site.sim.last_call();
    let server = site.start().await;
    assert_eq!(reads(&site.desk, "Database down").await.text, "[ERROR] Database down\n1 < 2");
    site.quiet().await;
    let calls: Vec<_> =
        site.sim.calls(before).into_iter().filter(|call| call.method == "sendMessage").collect();
    let told: Vec<_> =
        calls.iter().map(|call| (call.status, call.params.get("parse_mode").is_some())).collect();
    assert_eq!(told, [(400, true), (200, false)]);
    assert!(calls[0].answer.to_string().contains("can't parse entities"), "{calls:#?}");
    assert_eq!(from_bot(&site.desk).len(), 1);
    server.stop().await;
}

on_both!(what_telegram_cannot_parse_goes_again_as_plain_text);
