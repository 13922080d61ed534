//! Deliveries that failed are listed with their tries and go again, once, by an admin's word; nobody else sees them.

use serde_json::{Value, json};
use switchboard_tests::{Answer, Claims, Plan, eventually, on_both, reads};
use telegram_emulator::{Fault, FaultKind};

const LIST: &str = "query($state: DeliveryState, $first: Int, $after: String, $last: Int, $before: String) {
  deliveries(state: $state, first: $first, after: $after, last: $last, before: $before) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor }
    nodes { id state reason attemptCount ambiguousCount }
  } }";
const ONE: &str = "query($id: ID!) { delivery(id: $id) { delivery { state } attempts { outcome code } } }";
const REPLAY: &str = "mutation($id: ID!) { replayDelivery(id: $id) }";
const CANCEL: &str = "mutation($id: ID!) { cancelDelivery(id: $id) }";
const ALERTS: &str = "{ deliveryAlerts { kind botId reason } }";

fn rows(page: &Answer) -> &[Value] {
    page.value()["nodes"].as_array().unwrap_or_else(|| panic!("no list: {page:?}"))
}

fn ids(page: &Answer) -> Vec<String> {
    rows(page).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

async fn a_failed_delivery_is_listed_with_its_tries_and_goes_again_once(plan: Plan) {
    let house = plan.open().await;
    house.announce("Forbidden: bot was blocked by the user");
    let anna = house.linked(7, "Anna", "anna").await;
    let admin = house.admin();
    anna.phone.block().unwrap();
    house.quiet().await;
    // The app believes that Anna can be reached: what Telegram says is what counts.
    let books = house.books().await;
    books.change("update contact set state = 'active'").await;
    books.close().await;
    assert_eq!(*admin.notify(7, "Your parcel").await.value(), true);
    let failed = json!({"state": "FAILED"});
    let listed =
        eventually("a failed delivery", || admin.graphql(LIST, failed.clone()), |a| !rows(a).is_empty())
            .await;
    assert_eq!(listed.value()["totalCount"], 1);
    let row = &rows(&listed)[0];
    assert_eq!((&row["reason"], &row["attemptCount"]), (&json!("blocked"), &json!(1)));
    let id = json!({"id": row["id"]});
    let seen = admin.graphql(ONE, id.clone()).await;
    assert_eq!(seen.value()["attempts"], json!([{"outcome": "refused", "code": 403}]));

    for (who, code) in [(house.user(7), "FORBIDDEN"), (house.nobody(), "UNAUTHENTICATED")] {
        for document in [LIST, ALERTS] {
            assert_eq!(who.graphql(document, json!({})).await.code(), code);
        }
        assert_eq!(who.graphql(REPLAY, id.clone()).await.code(), code);
        assert_eq!(who.graphql(CANCEL, id.clone()).await.code(), code);
    }
    let stranger = house.caller(&Claims::of(1).role("admin").tenant("other"));
    let theirs = stranger.graphql(LIST, json!({})).await;
    assert_eq!((rows(&theirs).len(), &theirs.value()["totalCount"]), (0, &json!(0)));
    let unknown = stranger.graphql(REPLAY, json!({"id": "999999"})).await;
    let foreign = stranger.graphql(REPLAY, id.clone()).await;
    assert_eq!((foreign.code(), foreign.error()), (unknown.code(), unknown.error()));
    assert_eq!(foreign.code(), "NOT_FOUND");

    anna.phone.unblock().unwrap();
    assert!(admin.graphql(REPLAY, id.clone()).await.value().is_string());
    reads(&anna.phone, "Your parcel").await;
    assert_eq!(admin.graphql(REPLAY, id.clone()).await.code(), "CONFLICT");
    assert_eq!(admin.graphql(CANCEL, id).await.code(), "CONFLICT");
    house.close().await;
}

async fn a_repeated_send_is_shown_as_such_and_counted_on_the_metrics_page(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    house.sim.fault(Fault::new(FaultKind::ResetAfter).method("sendMessage").times(1));
    assert_eq!(*house.admin().notify(7, "twice").await.value(), true);
    house.quiet().await;
    let copies = anna.phone.messages().into_iter().filter(|seen| seen.text == "twice").count();
    assert_eq!(copies, 2, "Telegram has no idempotency key");
    let listed = house.admin().graphql(LIST, json!({"first": 1})).await;
    assert_eq!(rows(&listed)[0]["ambiguousCount"], 1);
    let page = house.metrics().await;
    for line in ["switchboard_delivery_repeated_total 1", "switchboard_delivery_answers_lost_total 1"] {
        assert!(page.lines().any(|found| found == line), "{line} is missing in {page}");
    }
    house.close().await;
}

async fn pages_of_deliveries_show_each_once_forth_and_back(plan: Plan) {
    let house = plan.open().await;
    house.linked(7, "Anna", "anna").await;
    let admin = house.admin();
    for text in ["one", "two", "three"] {
        assert_eq!(*admin.notify(7, text).await.value(), true);
    }
    house.quiet().await;
    let all = admin.graphql(LIST, json!({"first": 100})).await;
    let all = ids(&all);
    let numbers: Vec<i64> = all.iter().map(|id| id.parse().unwrap()).collect();
    assert!(numbers.len() >= 3 && numbers.is_sorted_by(|a, b| a > b), "the newest first: {all:?}");
    let mut seen = Vec::new();
    let mut page = admin.graphql(LIST, json!({"first": 2})).await;
    assert_eq!(page.value()["totalCount"], all.len());
    loop {
        seen.extend(ids(&page));
        let info = &page.value()["pageInfo"];
        assert_eq!(info["endCursor"], page.value()["edges"].as_array().unwrap().last().unwrap()["cursor"]);
        if info["hasNextPage"] == false {
            break;
        }
        // What comes in between neither skips anything nor shows it twice.
        assert_eq!(*admin.notify(7, "in between").await.value(), true);
        let next = json!({"first": 2, "after": info["endCursor"]});
        page = admin.graphql(LIST, next).await;
    }
    assert_eq!(seen, all);
    let before = json!({"last": 1, "before": page.value()["pageInfo"]["startCursor"]});
    let back = admin.graphql(LIST, before).await;
    let place = all.len() - ids(&page).len() - 1;
    assert_eq!(ids(&back), all[place..=place]);
    assert_eq!(back.value()["pageInfo"]["hasNextPage"], true);
    house.quiet().await;
    house.close().await;
}

async fn a_page_of_deliveries_has_1_to_100_rows(plan: Plan) {
    let house = plan.open().await;
    for wanted in [
        json!({"first": 0}),
        json!({"first": -1}),
        json!({"first": 101}),
        json!({"last": 0}),
        json!({"first": 1, "last": 1}),
        json!({"after": "junk"}),
        json!({"before": "1"}),
    ] {
        assert_eq!(house.admin().graphql(LIST, wanted).await.code(), "BAD_USER_INPUT");
    }
    assert!(house.admin().graphql(ALERTS, json!({})).await.list().is_empty());
    house.close().await;
}

on_both!(
    a_failed_delivery_is_listed_with_its_tries_and_goes_again_once,
    a_repeated_send_is_shown_as_such_and_counted_on_the_metrics_page,
    pages_of_deliveries_show_each_once_forth_and_back,
    a_page_of_deliveries_has_1_to_100_rows,
);
