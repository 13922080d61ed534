//! Updates that come twice, five times, out of order, or not at all at first: each is handled once.

use futures::future::join_all;
use rand::seq::SliceRandom as _;
use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Hook, House, PATIENCE, Plan, on_both, tell};
use telegram_emulator::{Fault, FaultKind};

use super::Busy;

const UPDATES: i64 = 12;
const TIMES: usize = 5;

fn update(number: i64, person: i64) -> Value {
    json!({"update_id": 900_000_000 + number, "message": {
        "message_id": 100_000 + number, "date": 1_800_000_000, "text": format!("said once: {number}"),
        "chat": {"id": person, "type": "private", "first_name": "Anna"},
        "from": {"id": person, "is_bot": false, "first_name": "Anna"}}})
}

async fn each_is_there_once(house: &House) {
    house.quiet().await;
    let books = house.books().await;
    let stored = "select count(*) as n from message where body like 'said once: %'";
    assert_eq!(books.count(stored).await, UPDATES);
    let different = "select count(distinct body) as n from message where body like 'said once: %'";
    assert_eq!(books.count(different).await, UPDATES);
    books.close().await;
    let shown = house.desk().messages().into_iter().filter(|seen| seen.text.contains("said once: ")).count();
    assert_eq!(shown, UPDATES as usize);
}

async fn a_webhook_called_five_times_at_once_and_out_of_order_is_handled_once(plan: Plan) {
    let database = plan.database();
    let house = plan.public_address().open().await;
    house.announce("Conflict: ");
    let anna = &house.anybody("Anna", "anna");
    house.start(anna).await;
    let told = house.admin().rest(Method::GET, "/integration/webhook-url", None).await.body;
    let body = json!({"webhook_url": told["webhook_url"]});
    house.admin().rest(Method::POST, "/integration/webhook", Some(body)).await;
    let books = house.books().await;
    let hook = Hook::take(&house.sim, &books, database).await;
    books.close().await;

    let mut all: Vec<i64> = (0..UPDATES).flat_map(|number| [number; TIMES]).collect();
    all.shuffle(&mut rand::rng());
    let telegram = house.nobody();
    let (hook, telegram) = (&hook, &telegram);
    let posts =
        all.into_iter().map(|number| async move { hook.post(telegram, &update(number, anna.user)).await });
    assert_eq!(join_all(posts).await, [200; UPDATES as usize * TIMES]);
    each_is_there_once(&house).await;
    house.close().await;
}

async fn an_update_twice_in_one_batch_is_handled_once(plan: Plan) {
    let house = plan.open().await;
    let anna = house.anybody("Anna", "anna");
    house.start(&anna).await;
    for number in 0..UPDATES {
        for _ in 0..2 {
            house.sim.raw_update(house.bot.id, update(number, anna.user)).expect("an update");
        }
    }
    each_is_there_once(&house).await;
    house.close().await;
}

async fn updates_that_are_lost_on_the_way_are_fetched_again(plan: Plan) {
    let busy = Busy::open(plan).await;
    let kinds = [
        FaultKind::ResetAfter,
        FaultKind::TruncateAfter,
        FaultKind::ServerError { status: 502, html: true },
        FaultKind::ResetBefore,
        FaultKind::TooManyRequests { retry_after: 1 },
        FaultKind::ServerError { status: 500, html: false },
    ];
    for kind in kinds {
        busy.accept_more(5).await;
        let sim = &busy.house.sim;
        sim.fault(Fault::new(kind).bot(busy.house.bot.id).method("getUpdates").times(1));
        busy.used_up().await;
        // Otherwise the pauses between tries would grow.
        let fetched = sim
            .wait_for_call(sim.last_call(), PATIENCE, |call| call.method == "getUpdates" && call.ok())
            .await;
        assert!(fetched.is_some(), "nothing was fetched after {kind:?}");
    }
    busy.accept_more(5).await;
    let figures = busy.judge().await;
    tell(format!("getUpdates in trouble: {figures}"));
    assert_eq!(figures.flagged, 0, "{figures}");
}

on_both!(
    a_webhook_called_five_times_at_once_and_out_of_order_is_handled_once,
    an_update_twice_in_one_batch_is_handled_once,
    updates_that_are_lost_on_the_way_are_fetched_again,
);
