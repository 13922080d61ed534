//! `GET /integration/unit/{unitId}`.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, keys, on_both};

use super::{KEYS, default_unit, is_uuid, unit};
use crate::contract_2::{another_bot, owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";

fn of(unit: &str) -> String {
    format!("{INTEGRATION}/unit/{unit}")
}

async fn an_own_unit_without_integrations_is_empty(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    acme.call(Method::GET, INTEGRATION).await.json(200);
    for unit in [default_unit(&house, "acme").await, unit(&house, "acme", "Shop").await] {
        assert_eq!(*acme.call(Method::GET, &of(&unit)).await.json(200), json!({"data": []}));
    }
    house.close().await;
}

async fn what_section_2_manages_shows_up_in_the_default_unit(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let bot = another_bot(&house, "acme_bot", "Acme Helper");
    let body = json!({"bot_token": token_of(&bot), "welcome_message": "Hello"});
    let made = acme.send_to(Method::POST, INTEGRATION, &body).await;
    let unit = default_unit(&house, "acme").await;
    let reply = acme.call(Method::GET, &of(&unit)).await;
    let reply = reply.json(200);
    assert_eq!(keys(reply), ["data"]);
    let [seen] = reply["data"].as_array().unwrap().as_slice() else { panic!("{reply}") };
    assert_eq!(keys(seen), KEYS);
    assert_eq!((&seen["id"], &seen["unitId"]), (&made.json(201)["id"], &json!(unit)));
    assert_eq!((&seen["title"], &seen["welcomeMessage"]), (&json!("Acme Helper"), &json!("Hello")));
    assert!(is_uuid(&seen["botId"]), "{seen}");
    assert_eq!(seen["botToken"], made.body["bot_token_masked"]);
    assert_eq!((&seen["isTokenMasked"], &seen["isActive"]), (&json!(true), &json!(true)));
    assert_eq!((&seen["scope"], &seen["deletedAt"]), (&json!("both"), &Value::Null));
    assert_eq!(
        (&seen["createdAt"], &seen["updatedAt"]),
        (&made.body["created_at"], &made.body["updated_at"])
    );
    let again = acme.call(Method::GET, &of(&unit)).await;
    assert_eq!(again.body["data"][0]["botId"], seen["botId"], "it stays");
    acme.call(Method::DELETE, INTEGRATION).await.nothing(204);
    assert_eq!(*acme.call(Method::GET, &of(&unit)).await.json(200), json!({"data": []}));
    house.close().await;
}

async fn foreign_and_unknown_units_cannot_be_told_apart(plan: Plan) {
    let house = plan.open().await;
    let (acme, other) = (owner(&house, "acme"), owner(&house, "other"));
    acme.call(Method::GET, INTEGRATION).await.json(200);
    other.call(Method::GET, INTEGRATION).await.json(200);
    let foreign = unit(&house, "acme", "Shop").await;
    let unknown = "0198aaaa-0000-7000-8000-000000000000";
    let (foreign, unknown) =
        (other.call(Method::GET, &of(&foreign)).await, other.call(Method::GET, &of(unknown)).await);
    assert_eq!(foreign.problem(404), "There is no such unit.");
    assert_eq!(unknown.problem(404), foreign.problem(404));
    let names =
        |reply: &switchboard_tests::Reply| reply.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(&foreign), names(&unknown));
    house.close().await;
}

async fn a_malformed_id_is_400_and_no_token_401(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    for id in [
        "1",
        "default",
        "0198aaaa00007000800000000000000",
        "{0198aaaa-0000-7000-8000-000000000000}",
        "0198aaaa-0000-7000-8000-00000000000g",
        "%00",
        "%ff",
    ] {
        assert_eq!(
            acme.call(Method::GET, &of(id)).await.problem(400),
            "The id in the address is not a UUID.",
            "{id}"
        );
        assert_eq!(
            acme.call(Method::GET, &format!("{INTEGRATION}/{id}")).await.problem(400),
            "The id in the address is not a UUID.",
            "{id}"
        );
    }
    assert!(
        !house
            .nobody()
            .call(Method::GET, &of("0198aaaa-0000-7000-8000-000000000000"))
            .await
            .problem(401)
            .is_empty()
    );
    assert!(
        !house.nobody().call(Method::GET, &of("malformed")).await.problem(401).is_empty(),
        "who, before what"
    );
    house.close().await;
}

on_both!(
    an_own_unit_without_integrations_is_empty,
    what_section_2_manages_shows_up_in_the_default_unit,
    foreign_and_unknown_units_cannot_be_told_apart,
    a_malformed_id_is_400_and_no_token_401,
);
