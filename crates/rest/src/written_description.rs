//! `openapi.json` at the root of the repository.

use serde_json::Value;

use crate::openapi;

#[test]
fn the_written_description_is_the_served_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.json");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == openapi(),
        "openapi.json is out of date: run `cargo run -- schema --openapi > /tmp/openapi.json` and copy it here"
    );
}

#[test]
fn every_operation_says_what_it_is_for_and_what_it_refuses() {
    let api: Value = serde_json::from_str(&openapi()).unwrap();
    assert_eq!(api["openapi"], "3.1.0");
    let mut ids = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{method} {path}");
            assert!(operation["summary"].is_string() && operation["tags"].is_array(), "{name}");
            ids.push(operation["operationId"].as_str().unwrap_or_else(|| panic!("{name}")).to_owned());
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key("401") && responses.contains_key("500"), "{name}");
            assert!(responses.keys().any(|status| status.starts_with('2')), "{name}");
            for response in responses.values() {
                assert!(!response["description"].as_str().unwrap_or_default().is_empty(), "{name}");
            }
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id twice");
}
