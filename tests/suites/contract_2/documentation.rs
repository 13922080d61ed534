//! `/openapi.json` and `/docs`.

use reqwest::Method;
use switchboard_tests::{Plan, on_both};

async fn the_description_and_its_page_come_out_of_the_binary(plan: Plan) {
    let house = plan.open().await;
    let anybody = house.nobody();
    let api = anybody.call(Method::GET, "/openapi.json").await;
    assert_eq!(api.json(200)["openapi"], "3.1.0");
    let written = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi.json");
    let written: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(written).unwrap()).unwrap();
    assert!(api.body == written, "openapi.json is out of date");
    let page = anybody.call(Method::GET, "/docs").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'")
            && !policy.contains("http")
            && !policy.contains("unsafe-eval")
    );
    let html = page.body.as_str().unwrap();
    let files: Vec<&str> = html.split('"').filter(|text| text.starts_with("docs/assets/")).collect();
    assert_eq!(files.len(), 4);
    for file in files {
        let reply = anybody.call(Method::GET, &format!("/{file}")).await;
        assert_eq!(reply.status, 200, "{file}");
        assert!(reply.header("content-type").starts_with("text/"), "{file}");
    }
    house.close().await;
}

async fn unknown_addresses_and_methods_are_problems(plan: Plan) {
    let house = plan.open().await;
    let owner = super::owner(&house, "default");
    assert_eq!(
        owner.call(Method::GET, "/api/v1/telegram/nothing").await.problem(404),
        "There is nothing at this address."
    );
    let refused = owner.call(Method::PUT, "/api/v1/telegram/integration").await;
    assert_eq!(refused.problem(405), "This address does not take PUT.");
    assert!(refused.header("allow").contains("PATCH"), "{refused:?}");
    house.close().await;
}

on_both!(the_description_and_its_page_come_out_of_the_binary, unknown_addresses_and_methods_are_problems);
