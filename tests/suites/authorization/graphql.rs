//! Every field of the schema's roots × everybody.

use serde_json::{Value, json};
use switchboard_tests::{Plan, Reply, on_both};

use super::{Verdict, calls::run, cast, graphql_table::TABLE, premises::Premises, same_operations};

const ROOTS: &str = "{ __schema {
    queryType { name fields { name } }
    mutationType { name fields { name } }
    subscriptionType { name fields { name } }
} }";

/// The whole answer; of a stream its first event.
fn answer(reply: &Reply) -> Value {
    assert_eq!(reply.status, 200, "{reply:?}");
    match &reply.body {
        Value::String(events) => {
            let data = events.lines().find_map(|line| line.strip_prefix("data: "));
            serde_json::from_str(data.unwrap_or_else(|| panic!("no event: {events}"))).unwrap()
        }
        body => body.clone(),
    }
}

fn verdict(answer: &Value) -> Verdict {
    let value = answer["data"].as_object().and_then(|data| data.values().next()).cloned().unwrap_or_default();
    let error = answer["errors"][0]["extensions"]["code"].as_str();
    let code = error.or_else(|| value["errors"][0]["code"].as_str());
    match code {
        Some("UNAUTHENTICATED") => Verdict::Unauthenticated,
        Some("FORBIDDEN") => Verdict::Forbidden,
        Some("NOT_FOUND") => Verdict::Missing,
        Some("BAD_USER_INPUT" | "CONFLICT") => Verdict::LetIn,
        Some(other) => panic!("{other}: {answer}"),
        None if value.is_null() || value == json!([null]) => Verdict::Missing,
        None => Verdict::LetIn,
    }
}

async fn every_field_is_open_to_those_of_the_table_and_to_nobody_else(plan: Plan) {
    let premises = Premises::open(plan).await;
    let house = &premises.house;
    let roots = run(&house.nobody(), ROOTS).await;
    let mut found = Vec::new();
    for root in answer(&roots)["data"]["__schema"].as_object().unwrap().values() {
        let fields = root["fields"].as_array().unwrap().iter();
        found.extend(fields.map(|field| format!("{}.{}", root["name"], field["name"]).replace('"', "")));
    }
    same_operations(found, TABLE);

    let cast = cast::of(house, "default").await;
    let mut wrong = Vec::new();
    for row in TABLE {
        // Those who must not come first: they would see what those who may have taken away.
        let (let_in, kept_out): (Vec<_>, Vec<_>) =
            cast.iter().partition(|(letter, _)| row.let_in.contains(*letter));
        for (letter, caller) in kept_out.into_iter().chain(let_in) {
            let said = answer(&run(caller, &premises.present(row.request)).await);
            if !row.expects(*letter).contains(&verdict(&said)) {
                wrong.push(format!("{} by {letter}: {said}", row.operation));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    premises.house.close().await;
}

async fn to_another_tenant_everything_is_as_if_it_were_not_there(plan: Plan) {
    let premises = Premises::open(plan).await;
    let strangers = cast::of(&premises.house, "other").await;
    for row in TABLE {
        for (letter, stranger) in &strangers {
            let name = format!("{} by {letter}", row.operation);
            let missing = run(stranger, &premises.missing(row.request)).await;
            premises.shows_nothing(&missing.body.to_string(), &name);
            let is_let_in = verdict(&answer(&missing)) == Verdict::LetIn;
            assert!(row.let_in.contains(*letter) || !is_let_in, "{name}: {missing:?}");
            if !row.request.contains('<') {
                continue;
            }
            let foreign = run(stranger, &premises.present(row.request)).await;
            assert_eq!(foreign.status, missing.status, "{name}");
            let told = |reply: &Reply| premises.without_ids(&reply.body.to_string());
            assert_eq!(told(&foreign), told(&missing), "{name}");
        }
    }
    premises.house.close().await;
}

on_both!(
    every_field_is_open_to_those_of_the_table_and_to_nobody_else,
    to_another_tenant_everything_is_as_if_it_were_not_there,
);
