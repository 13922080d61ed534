//! A broadcast is one call, reaches every linked user once, and tells how far it got.

use serde_json::json;
use switchboard_tests::{Plan, eventually, on_both, reads};

const CREATE: &str =
    "mutation($input: CreateBroadcastInput!) { createBroadcast(input: $input) { id state } }";
const ONE: &str = "query($id: ID!) { broadcast(id: $id) { state total waiting sent failed } }";

async fn every_linked_user_gets_a_broadcast_once(plan: Plan) {
    let house = plan.open().await;
    let mut people = Vec::new();
    for (user, name) in [(7, "anna"), (8, "boris"), (9, "clara")] {
        people.push(house.linked(user, name, name).await);
    }
    let stranger = house.anybody("Dora", "dora");
    house.start(&stranger).await;
    let admin = house.admin();
    let input = json!({"input": {"text": "We are closed on Monday.", "idempotencyKey": "monday"}});
    let first = admin.graphql(CREATE, input.clone()).await;
    let again = admin.graphql(CREATE, input).await;
    assert_eq!(first.value()["id"], again.value()["id"], "a repeated request gets the same broadcast");
    for person in &people {
        reads(&person.phone, "We are closed on Monday.").await;
    }
    let id = json!({"id": first.value()["id"]});
    let is_done = |answer: &switchboard_tests::Answer| answer.value()["sent"] == 3;
    let done = eventually("three are sent", || admin.graphql(ONE, id.clone()), is_done).await;
    assert_eq!(*done.value(), json!({"state": "EXPANDED", "total": 3, "waiting": 0, "sent": 3, "failed": 0}));
    house.quiet().await;
    for person in &people {
        let copies = person.phone.messages().iter().filter(|seen| seen.text.contains("Monday")).count();
        assert_eq!(copies, 1);
    }
    assert!(
        stranger.messages().iter().all(|seen| !seen.text.contains("Monday")),
        "who is not linked gets none"
    );
    assert_eq!(house.user(7).graphql(CREATE, json!({"input": {"text": "x"}})).await.code(), "FORBIDDEN");
    assert_eq!(admin.graphql(CREATE, json!({"input": {"text": " "}})).await.code(), "BAD_USER_INPUT");
    house.close().await;
}

on_both!(every_linked_user_gets_a_broadcast_once);
