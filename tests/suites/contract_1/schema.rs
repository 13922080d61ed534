//! The types and operations of the contract, as the running server itself describes them: names, nullability, values.

use serde_json::{Value, json};
use switchboard_tests::{House, Plan, on_both};

const TYPE: &str = "query($name: String!) { __type(name: $name) {
    fields { name args { name defaultValue type { ...T } } type { ...T } }
    inputFields { name defaultValue type { ...T } }
    enumValues { name } } }
  fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// Types with what they are made of.
const TYPES: [(&str, &[&str]); 8] = [
    ("TelegramRegistration", &["username: String!", "verificationCode: String"]),
    ("TelegramRegistrationResult", &["success: Boolean!", "message: String!"]),
    ("TelegramInfo", &["telegramUsername: String", "telegramChatId: String"]),
    (
        "TelegramMessage",
        &[
            "id: ID!",
            "message: String!",
            "timestamp: DateTime!",
            "direction: MessageDirection!",
            "status: MessageStatus!",
            "adminUsername: String",
        ],
    ),
    ("MessageDirection", &["INCOMING", "OUTGOING"]),
    ("MessageStatus", &["RECEIVED", "QUEUED", "SENT", "FAILED", "UNCERTAIN"]),
    (
        "TelegramBotStatus",
        &[
            "connected: Boolean!",
            "botUsername: String",
            "botName: String",
            "subscriberCount: Int!",
            "webhookUrl: String",
        ],
    ),
    ("SendTelegramMessageResult", &["success: Boolean!", "messageId: ID!"]),
];

/// Operations by their root.
const OPERATIONS: [(&str, &str); 7] = [
    ("Mutation", "registerTelegram(registration: TelegramRegistration!): TelegramRegistrationResult!"),
    ("Mutation", "testTelegramConnection(chatId: String!): Boolean!"),
    ("Mutation", "updateTelegramInfo(username: String!, chatId: String!): TelegramInfo!"),
    ("Mutation", "sendTelegramNotification(userId: Int, username: String, message: String!): Boolean!"),
    ("Query", "getTelegramMessages(userId: ID!, page: Int, size: Int): [TelegramMessage!]!"),
    ("Query", "telegramBotStatus: TelegramBotStatus!"),
    ("Mutation", "sendTelegramMessage(chatId: String!, message: String!): SendTelegramMessageResult!"),
];

fn name_of(kind: &Value) -> String {
    match kind["kind"].as_str().unwrap() {
        "NON_NULL" => format!("{}!", name_of(&kind["ofType"])),
        "LIST" => format!("[{}]", name_of(&kind["ofType"])),
        _ => kind["name"].as_str().unwrap().to_owned(),
    }
}

fn items(list: &Value) -> &[Value] {
    list.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// As the contract writes it; a default value would show.
fn written(part: &Value) -> String {
    let name = part["name"].as_str().unwrap();
    if part["type"].is_null() {
        return name.to_owned();
    }
    let arguments: Vec<_> = items(&part["args"]).iter().map(written).collect();
    let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    let default = part["defaultValue"].as_str().map(|value| format!(" = {value}")).unwrap_or_default();
    format!("{name}{arguments}: {}{default}", name_of(&part["type"]))
}

async fn parts_of(house: &House, name: &str) -> Vec<String> {
    let answer = house.user(7).graphql(TYPE, json!({"name": name})).await;
    let described = answer.value();
    let parts = ["fields", "inputFields", "enumValues"].map(|kind| items(&described[kind]));
    parts.concat().iter().map(written).collect()
}

async fn the_types_have_these_parts_and_no_others(plan: Plan) {
    let house = plan.open().await;
    for (name, parts) in TYPES {
        assert_eq!(parts_of(&house, name).await, parts, "{name}");
    }
    house.close().await;
}

async fn the_operations_have_these_arguments_and_results(plan: Plan) {
    let house = plan.open().await;
    let (queries, mutations) = (parts_of(&house, "Query").await, parts_of(&house, "Mutation").await);
    for (root, operation) in OPERATIONS {
        let served = if root == "Query" { &queries } else { &mutations };
        assert!(served.iter().any(|line| line == operation), "{operation} is not in {served:#?}");
    }
    house.close().await;
}

on_both!(the_types_have_these_parts_and_no_others, the_operations_have_these_arguments_and_results);
