//! Numbers and variables that do not fit are told before anything runs; what is left out stays left out.

use async_graphql::{Request, Value, Variables, parser::parse_query};
use serde_json::json;

use super::{codes, execute, execute_on, schema};
use crate::{
    Schema, Settings,
    document::{input_types::InputTypes, literals, variables},
    execution,
};

const NOTIFY: &str =
    "mutation M($id: Int, $text: String!) { sendTelegramNotification(userId: $id, message: $text) }";

async fn with(document: &str, given: serde_json::Value) -> Vec<String> {
    let response = execute(Request::new(document).variables(Variables::from_json(given))).await;
    let is_request_error = execution::is_request_error(&response);
    let codes = codes(&response);
    assert!(is_request_error || codes == ["UNAUTHENTICATED"], "{:?}", response.errors);
    codes
}

#[tokio::test]
async fn variables_are_checked_before_anything_runs() {
    for bad in [
        json!({}),
        json!({ "text": null }),
        json!({ "text": 7 }),
        json!({ "text": "hi", "id": 2_147_483_648_i64 }),
        json!({ "text": "hi", "id": 1.5 }),
        json!({ "text": "hi", "id": "7" }),
        json!({ "text": "hi", "id": [7] }),
    ] {
        assert_eq!(with(NOTIFY, bad.clone()).await[0], "BAD_USER_INPUT", "{bad}");
    }
    for good in [
        json!({ "text": "hi" }),
        json!({ "text": "hi", "id": null }),
        json!({ "text": "hi", "id": 7, "more": 1 }),
    ] {
        assert_eq!(with(NOTIFY, good).await, ["UNAUTHENTICATED"]);
    }
    let register = "mutation R($r: TelegramRegistration!) { registerTelegram(registration: $r) { success } }";
    for bad in
        [json!({}), json!({ "username": 7 }), json!({ "username": "a", "extra": 1 }), json!("a"), json!(null)]
    {
        assert_eq!(with(register, json!({ "r": bad })).await, ["BAD_USER_INPUT"], "{bad}");
    }
    assert_eq!(with(register, json!({ "r": { "username": "a" } })).await, ["UNAUTHENTICATED"]);
}

#[tokio::test]
async fn one_of_several_means_exactly_one() {
    let list =
        "query($by: AssigneeFilterInput) { conversations(filter: { assignee: $by }) { nodes { id } } }";
    for bad in [json!({}), json!({ "id": null }), json!({ "id": "a", "isAssigned": true })] {
        assert_eq!(with(list, json!({ "by": bad })).await, ["BAD_USER_INPUT"], "{bad}");
    }
    for good in [json!(null), json!({ "id": "a" }), json!({ "isAssigned": false })] {
        assert_eq!(with(list, json!({ "by": good })).await, ["UNAUTHENTICATED"], "{good}");
    }
    for literal in ["{}", "{ id: null }", "{ id: \"a\", isAssigned: true }"] {
        let document = format!("{{ conversations(filter: {{ assignee: {literal} }}) {{ nodes {{ id }} }} }}");
        assert_eq!(with(&document, json!({})).await, ["GRAPHQL_VALIDATION_FAILED"], "{literal}");
    }
    let asked = execute("{ __type(name: \"DispatchTargetInput\") { isOneOf } }").await;
    assert_eq!(asked.data, Value::from_json(json!({ "__type": { "isOneOf": true } })).unwrap());
}

#[tokio::test]
async fn numbers_in_the_document_are_checked_before_anything_runs() {
    for document in [
        "mutation { sendTelegramNotification(userId: 2147483648, message: \"hi\") }",
        "mutation { sendTelegramNotification(userId: 1e3, message: \"hi\") }",
        "mutation { ...F } fragment F on Mutation { sendTelegramNotification(userId: -2147483649, message: \"hi\") }",
        "query Q($n: Int = 3000000000) { getTelegramMessages(userId: 7, page: $n) { id } }",
    ] {
        assert_eq!(with(document, json!({})).await, ["GRAPHQL_VALIDATION_FAILED"], "{document}");
    }
    let most = "mutation { sendTelegramNotification(userId: 2147483647, message: \"hi\") }";
    assert_eq!(with(most, json!({})).await, ["UNAUTHENTICATED"]);
}

#[tokio::test]
async fn a_page_may_be_as_long_as_a_required_variable_says() {
    let list = "query($first: Int!) { conversations(first: $first) { nodes { id } } }";
    assert_eq!(with(list, json!({ "first": 2 })).await, ["UNAUTHENTICATED"]);
    assert_eq!(with(list, json!({})).await, ["BAD_USER_INPUT"]);
    let undefined = "{ conversations(first: $first) { nodes { id } } }";
    assert_eq!(with(undefined, json!({ "first": 2 })).await, ["GRAPHQL_VALIDATION_FAILED"]);
    let nodes = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    assert_eq!(with(nodes, json!({ "ids": ["a"] })).await, ["UNAUTHENTICATED"]);
}

#[test]
fn what_a_variable_leaves_out_is_taken_out_of_the_document() {
    let types = InputTypes::of_sdl("input I { a: Int b: Int } type Query { f(i: I, n: Int, l: [Int]): Int }");
    let mut document = parse_query(
        "query Q($a: Int, $b: Int, $n: Int, $d: Int = 3) { f(i: { a: $a, b: $b }, n: $n, l: [$n, $d]) g(d: $d) }",
    )
    .unwrap();
    let operation = document.operations.iter().next().unwrap().1.node.clone();
    let given = Variables::from_json(json!({ "b": null, "other": 1 }));
    let (taken, omitted) = variables::coerce(&types, &operation, given).unwrap();
    assert_eq!(
        taken.into_value(),
        Value::from_json(json!({ "b": null })).unwrap(),
        "null was said, and stays"
    );
    literals::take_away(&mut document, &omitted);
    let left = format!("{:?}", document.operations.iter().next().unwrap().1.node.selection_set);
    assert!(!left.contains("\"a\"") || !left.contains("Name(\"a\")), "), "{left}");
    for (name, times) in
        [("Variable(Name(\"a\"))", 0), ("Variable(Name(\"b\"))", 1), ("Variable(Name(\"d\"))", 2)]
    {
        assert_eq!(left.matches(name).count(), times, "{name} in {left}");
    }
}

#[tokio::test]
async fn introspection_can_be_switched_off() {
    let schema = Schema::build(None, Settings { introspection: false, ..Settings::default() });
    for document in [
        "{ __schema { queryType { name } } }",
        "{ ...F } fragment F on Query { __type(name: \"A\") { name } }",
    ] {
        assert_eq!(codes(&execute_on(&schema, document).await), ["GRAPHQL_VALIDATION_FAILED"]);
    }
    assert!(execute_on(&schema, "{ __typename }").await.errors.is_empty());
    assert!(execute_on(&self::schema(), "{ __schema { queryType { name } } }").await.errors.is_empty());
}

#[tokio::test]
async fn the_operation_that_is_named_runs() {
    let two = "query A { a: __typename } query B { b: __typename }";
    let response = execute(Request::new(two).operation_name("B")).await;
    assert_eq!(response.data, Value::from_json(json!({ "b": "Query" })).unwrap());
    for request in [
        Request::new(two),
        Request::new(two).operation_name("C"),
        Request::new("{ __typename }").operation_name("C"),
    ] {
        let response = execute(request).await;
        assert_eq!(codes(&response), ["GRAPHQL_VALIDATION_FAILED"]);
        assert!(execution::is_request_error(&response));
    }
}
