//! What the contract fixes: names, arguments, nullability, values. A change here breaks somebody's client.

use async_graphql::parser::{
    parse_schema,
    types::{FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition},
};

use crate::sdl;

/// Types as the contract writes them.
const TYPES: [&str; 8] = [
    "input TelegramRegistration { username: String! verificationCode: String }",
    "type TelegramRegistrationResult { success: Boolean! message: String! }",
    "type TelegramInfo { telegramUsername: String telegramChatId: String }",
    "type TelegramMessage { id: ID! message: String! timestamp: DateTime! direction: MessageDirection! status: MessageStatus! adminUsername: String }",
    "enum MessageDirection { INCOMING OUTGOING }",
    "enum MessageStatus { RECEIVED QUEUED SENT FAILED UNCERTAIN }",
    "type TelegramBotStatus { connected: Boolean! botUsername: String botName: String subscriberCount: Int! webhookUrl: String }",
    "type SendTelegramMessageResult { success: Boolean! messageId: ID! }",
];

/// Operations as the contract writes them.
const OPERATIONS: [&str; 7] = [
    "registerTelegram(registration: TelegramRegistration!): TelegramRegistrationResult!",
    "testTelegramConnection(chatId: String!): Boolean!",
    "updateTelegramInfo(username: String!, chatId: String!): TelegramInfo!",
    "sendTelegramNotification(userId: Int, username: String, message: String!): Boolean!",
    "getTelegramMessages(userId: ID!, page: Int, size: Int): [TelegramMessage!]!",
    "telegramBotStatus: TelegramBotStatus!",
    "sendTelegramMessage(chatId: String!, message: String!): SendTelegramMessageResult!",
];

#[test]
fn the_types_of_the_contract_stand_verbatim() {
    let served = served();
    for expected in TYPES {
        assert!(served.iter().any(|line| line == expected), "missing: {expected}\nserved: {served:#?}");
    }
}

#[test]
fn the_operations_of_the_contract_stand_verbatim() {
    let served = served();
    let roots: Vec<&String> = served
        .iter()
        .filter(|line| line.starts_with("type Query ") || line.starts_with("type Mutation "))
        .collect();
    for expected in OPERATIONS {
        let (query, mutation) = (roots.iter().find(|root| root.contains("Query")), roots.last());
        let root = if expected.starts_with("get") || expected.contains("Status") { query } else { mutation };
        assert!(root.unwrap().contains(&format!(" {expected} ")), "missing: {expected}\nserved: {roots:#?}");
    }
}

/// Each type on one line, without descriptions and directives.
fn served() -> Vec<String> {
    let types =
        parse_schema(sdl()).unwrap().definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some(definition.node),
            _ => None,
        });
    let line =
        |word: &str, name: &str, parts: Vec<String>| format!("{word} {name} {{ {} }}", parts.join(" "));
    let mut lines: Vec<String> = types
        .filter_map(|definition| {
            let name = definition.name.node.as_str();
            match definition.kind {
                TypeKind::Object(it) => {
                    Some(line("type", name, it.fields.iter().map(|field| output(&field.node)).collect()))
                }
                TypeKind::InputObject(it) => {
                    Some(line("input", name, it.fields.iter().map(|field| input(&field.node)).collect()))
                }
                TypeKind::Enum(it) => {
                    let values = it.values.iter().map(|value| value.node.value.node.to_string());
                    Some(line("enum", name, values.collect()))
                }
                _ => None,
            }
        })
        .collect();
    lines.sort_by_key(|line| line.starts_with("type Mutation "));
    lines
}

fn output(field: &FieldDefinition) -> String {
    let arguments: Vec<String> = field.arguments.iter().map(|argument| input(&argument.node)).collect();
    let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    format!("{}{arguments}: {}", field.name.node, field.ty.node)
}

/// With its default value, where it has one: the contract has none.
fn input(field: &InputValueDefinition) -> String {
    let default = field.default_value.as_ref().map(|value| format!(" = {}", value.node)).unwrap_or_default();
    format!("{}: {}{default}", field.name.node, field.ty.node)
}
