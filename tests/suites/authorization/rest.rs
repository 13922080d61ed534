//! Every address and method that the description lists × everybody.

use reqwest::Method;
use switchboard_tests::{House, Plan, Reply, on_both};

use super::{
    Verdict,
    calls::{address, call},
    cast,
    premises::Premises,
    rest_table::{TABLE, WEBHOOK},
    same_operations,
};

fn verdict(reply: &Reply) -> Verdict {
    match reply.status {
        401 => Verdict::Unauthenticated,
        403 => Verdict::Forbidden,
        404 => Verdict::Missing,
        200..=204 | 400 | 409 => Verdict::LetIn,
        _ => panic!("{reply:?}"),
    }
}

async fn described(house: &House) -> Vec<String> {
    let api = house.nobody().call(Method::GET, "/openapi.json").await;
    let mut found = Vec::new();
    for (path, item) in api.json(200)["paths"].as_object().unwrap() {
        found.extend(
            item.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())),
        );
    }
    found
}

async fn every_address_is_open_to_those_of_the_table_and_to_nobody_else(plan: Plan) {
    let premises = Premises::open(plan).await;
    same_operations(described(&premises.house).await, TABLE);
    let cast = cast::of(&premises.house, "default").await;
    let mut wrong = Vec::new();
    for row in TABLE {
        let (method, path) = address(row);
        // Those who must not come first: they would see what those who may have taken away.
        let (let_in, kept_out): (Vec<_>, Vec<_>) =
            cast.iter().partition(|(letter, _)| row.let_in.contains(*letter));
        for (letter, caller) in kept_out.into_iter().chain(let_in) {
            let body = premises.present(row.request);
            let said = call(caller, method.clone(), &premises.present(&path), body).await;
            let expected: &[_] =
                if row.operation == WEBHOOK { &[Verdict::Unauthenticated] } else { row.expects(*letter) };
            if !expected.contains(&verdict(&said)) {
                wrong.push(format!("{} by {letter}: {said:?}", row.operation));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    premises.house.close().await;
}

async fn to_another_tenant_every_address_is_as_if_nothing_were_there(plan: Plan) {
    let premises = Premises::open(plan).await;
    let strangers = cast::of(&premises.house, "other").await;
    for row in TABLE {
        let (method, path) = address(row);
        for (letter, stranger) in &strangers {
            let name = format!("{} by {letter}", row.operation);
            let (to, body) = (premises.missing(&path), premises.missing(row.request));
            let missing = call(stranger, method.clone(), &to, body).await;
            premises.shows_nothing(&missing.body.to_string(), &name);
            let is_let_in = verdict(&missing) == Verdict::LetIn;
            assert!(row.let_in.contains(*letter) || !is_let_in, "{name}: {missing:?}");
            if !path.contains('<') && !row.request.contains('<') {
                continue;
            }
            let (to, body) = (premises.present(&path), premises.present(row.request));
            let foreign = call(stranger, method.clone(), &to, body).await;
            assert_eq!(foreign.status, missing.status, "{name}");
            let told = |reply: &Reply| premises.without_ids(&reply.body.to_string());
            assert_eq!(told(&foreign), told(&missing), "{name}");
        }
    }
    premises.house.close().await;
}

on_both!(
    every_address_is_open_to_those_of_the_table_and_to_nobody_else,
    to_another_tenant_every_address_is_as_if_nothing_were_there,
);
