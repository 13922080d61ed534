//! `getTelegramMessages`.

use chrono::{DateTime, Utc};
use futures::future::join_all;
use serde_json::{Value, json};
use switchboard_tests::{Answer, Claims, Plan, documents, on_both, reads};

fn texts(answer: &Answer) -> Vec<&str> {
    answer.list().iter().map(|message| message["message"].as_str().unwrap()).collect()
}

async fn pages_are_newest_first_and_begin_at_0(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    for n in 0..25 {
        house.admin().notify(7, &format!("n{n}")).await;
    }
    let usual = anna.caller.messages(7).await;
    assert_eq!(usual.list().len(), 20, "twenty unless asked otherwise");
    assert_eq!((texts(&usual)[0], texts(&usual)[19]), ("n24", "n5"));
    assert_eq!(texts(&anna.caller.page(7, 0, 3).await), ["n24", "n23", "n22"]);
    assert_eq!(texts(&anna.caller.page(7, 1, 3).await), ["n21", "n20", "n19"]);
    assert_eq!(texts(&anna.caller.page(7, 8, 3).await), ["n0"]);
    assert_eq!(texts(&anna.caller.page(7, 9, 3).await), [] as [&str; 0]);
    assert_eq!(texts(&anna.caller.page(7, 0, 100).await).len(), 25);
    assert_eq!(texts(&anna.caller.page(7, i32::MAX, 100).await), [] as [&str; 0]);
    reads(&anna.phone, "n24").await;
    house.close().await;
}

/// Pages and callers that are looked up together are told apart.
async fn everybody_gets_their_own_page_however_many_ask_at_once(plan: Plan) {
    let house = plan.open().await;
    let (anna, ben) = (house.linked(7, "Anna", "anna").await, house.linked(8, "Ben", "ben").await);
    for n in 0..6 {
        house.admin().notify(7, &format!("a{n}")).await;
        house.admin().notify(8, &format!("b{n}")).await;
    }
    let strangers = house.caller(&Claims::of(7).tenant("elsewhere"));
    for _ in 0..5 {
        let mut asked = Vec::new();
        for page in 0..4 {
            for (caller, user, letter) in
                [(&anna.caller, 7, 'a'), (&ben.caller, 8, 'b'), (&strangers, 7, '-')]
            {
                let newest = 6 - page * 2;
                let wanted = if letter == '-' { 0..0 } else { newest.max(2) - 2..newest.max(0) };
                let wanted: Vec<String> = wanted.rev().map(|n| format!("{letter}{n}")).collect();
                asked.push(async move { (caller.page(user, page, 2).await, wanted) });
            }
        }
        for (answer, wanted) in join_all(asked).await {
            assert_eq!(texts(&answer), wanted);
        }
    }
    house.close().await;
}

async fn page_and_size_out_of_range_are_refused(plan: Plan) {
    let house = plan.open().await;
    let caller = house.user(7);
    for (page, size) in [(0, 0), (0, 101), (0, -1), (-1, 20), (i32::MIN, 1), (0, i32::MAX)] {
        assert_eq!(caller.page(7, page, size).await.code(), "BAD_USER_INPUT", "{page} {size}");
    }
    let nulls = json!({"userId": "7", "page": null, "size": null});
    assert_eq!(*caller.graphql(documents::MESSAGES, nulls).await.value(), json!([]));
    house.close().await;
}

async fn another_users_history_is_forbidden(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("a secret").unwrap();
    house.at_desk("a secret").await;
    for claims in [Claims::of(8), Claims::of(8).role("site_owner")] {
        let caller = house.caller(&claims);
        let foreign = caller.messages(7).await;
        assert_eq!((foreign.code(), &foreign.body["data"]), ("FORBIDDEN", &Value::Null));
        assert_eq!(caller.messages(99).await, foreign, "whether there is such a user is not told");
    }
    house.close().await;
}

async fn an_admin_reads_everybodys(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("hello").unwrap();
    house.at_desk("hello").await;
    assert_eq!(texts(&house.admin().messages(7).await), ["hello"]);
    assert_eq!(texts(&house.admin().messages("7").await), ["hello"]);
    for unknown in ["99", "", "7 ", "x\u{0}y", "seven"] {
        let answer = house.admin().messages(unknown).await;
        assert_eq!((answer.code(), answer.error()), ("NOT_FOUND", "There is no such user."), "{unknown:?}");
    }
    house.close().await;
}

async fn every_message_has_what_the_contract_names(plan: Plan) {
    let house = plan.open().await;
    let before = house.now();
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("a question").unwrap();
    let shown = house.at_desk("a question").await;
    house.desk().reply(shown.message_id, "an answer").unwrap();
    let history = house.history(&anna, "SENT").await;
    let mut ids = Vec::new();
    for message in &history {
        let timestamp = message["timestamp"].as_str().unwrap();
        let time = DateTime::parse_from_rfc3339(timestamp).unwrap();
        assert!(timestamp.ends_with('Z'), "{timestamp} is not UTC");
        assert!(time >= before && time <= house.now(), "{timestamp}");
        ids.push(message["id"].as_str().unwrap());
    }
    assert_ne!(ids[0], ids[1]);
    let newest: DateTime<Utc> = history[0]["timestamp"].as_str().unwrap().parse().unwrap();
    assert!(newest > history[1]["timestamp"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap());
    let rest = |m: &Value| json!([m["direction"], m["status"], m["adminUsername"]]);
    assert_eq!(rest(&history[0]), json!(["OUTGOING", "SENT", "kim_helps"]));
    assert_eq!(rest(&history[1]), json!(["INCOMING", "RECEIVED", null]));
    house.close().await;
}

async fn the_status_tells_how_far_a_message_got(plan: Plan) {
    use telegram_emulator::{Fault, FaultKind};
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let chat = anna.phone.user;
    house.announce("bot was blocked by the user");
    house.announce("ok\":true");
    // Three lost answers, and it ends uncertain.
    let reset = Fault::new(FaultKind::ResetAfter).method("sendMessage").chat(chat);
    let fault = house.sim.fault(reset);
    house.admin().notify(7, "perhaps").await;
    house.history(&anna, "UNCERTAIN").await;
    house.sim.remove_fault(fault);
    house.admin().notify(7, "arrives").await;
    house.history(&anna, "SENT").await;
    // Telegram refuses before the block is known to us.
    let books = house.books().await;
    anna.phone.block().unwrap();
    house.quiet().await;
    books.change("update contact set state = 'active'").await;
    books.close().await;
    house.admin().notify(7, "refused").await;
    house.history(&anna, "FAILED").await;
    house.close().await;
}

on_both!(
    pages_are_newest_first_and_begin_at_0,
    everybody_gets_their_own_page_however_many_ask_at_once,
    page_and_size_out_of_range_are_refused,
    another_users_history_is_forbidden,
    an_admin_reads_everybodys,
    every_message_has_what_the_contract_names,
    the_status_tells_how_far_a_message_got,
);
