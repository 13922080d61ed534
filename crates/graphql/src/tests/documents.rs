//! Documents: invalid, anonymous, hostile.

use async_graphql::{Request, Value, Variables};
use serde_json::json;

use super::{codes, execute};

#[tokio::test]
async fn a_registration_without_a_selection_set_is_a_validation_error() {
    let response = execute(
        "mutation RegisterTelegram($registration: TelegramRegistration!) { registerTelegram(registration: $registration) }",
    )
    .await;
    assert_eq!(codes(&response), ["GRAPHQL_VALIDATION_FAILED"]);
    assert!(response.errors[0].message.contains("registerTelegram"), "{}", response.errors[0].message);
    assert!(!response.errors[0].locations.is_empty());
}

#[tokio::test]
async fn every_operation_asks_who_is_calling() {
    for document in [
        "{ getTelegramMessages(userId: 7) { id } }",
        "{ telegramBotStatus { connected } }",
        "{ viewer { tenant } }",
        "mutation { registerTelegram(registration: { username: \"ada\" }) { success } }",
        "mutation { testTelegramConnection(chatId: \"1\") }",
        "mutation { updateTelegramInfo(username: \"ada\", chatId: \"1\") { telegramChatId } }",
        "mutation { sendTelegramNotification(userId: 7, message: \"hi\") }",
        "mutation { sendTelegramMessage(chatId: \"1\", message: \"hi\") { messageId } }",
        "{ telegramLink { status } }",
        "{ leads { totalCount } }",
        "mutation { createTelegramLink { url } }",
        "mutation { unlinkTelegram }",
        "{ notificationPreferences { mutedUntil } }",
        "{ heldNotifications { id } }",
        "mutation { updateNotificationPreferences(preferences: {}) { mutedUntil } }",
        "mutation { notifyUser(userId: 7, message: \"hi\", category: \"payment\") { accepted } }",
        "mutation { submitLead(lead: { name: \"Ann\" }) { id } }",
    ] {
        assert_eq!(codes(&execute(document).await), ["UNAUTHENTICATED"], "{document}");
    }
}

#[tokio::test]
async fn introspection_needs_no_token_and_passes_the_limits() {
    let type_ref = (0..9).fold("kind name".to_owned(), |inner, _| format!("kind name ofType {{ {inner} }}"));
    let response = execute(format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name kind }} mutationType {{ name }} \
         subscriptionType {{ name }} types {{ kind name description specifiedByURL \
         fields(includeDeprecated: true) {{ name description isDeprecated deprecationReason \
         args(includeDeprecated: true) {{ name description defaultValue type {{ {type_ref} }} }} \
         type {{ {type_ref} }} }} inputFields {{ name type {{ {type_ref} }} }} interfaces {{ {type_ref} }} \
         enumValues(includeDeprecated: true) {{ name description }} possibleTypes {{ {type_ref} }} }} \
         directives {{ name locations args {{ name type {{ {type_ref} }} }} }} }} }}"
    ))
    .await;
    assert_eq!(codes(&response), Vec::<String>::new(), "{:?}", response.errors);
}

#[tokio::test]
async fn syntax_errors_read_as_a_sentence_with_a_place() {
    let response = execute("{ viewer { }").await;
    assert_eq!(codes(&response), ["GRAPHQL_PARSE_FAILED"]);
    let error = &response.errors[0];
    assert_eq!(error.message, "Syntax error: expected selection.");
    assert_eq!(error.locations[0].column, 12);
}

#[tokio::test]
async fn arguments_that_do_not_fit_are_bad_input() {
    let document = "mutation M($id: Int) { sendTelegramNotification(userId: $id, message: \"hi\") }";
    let variables = Variables::from_json(json!({ "id": 5_000_000_000_i64 }));
    let response = execute(Request::new(document).variables(variables)).await;
    assert_eq!(codes(&response), ["BAD_USER_INPUT"], "{:?}", response.errors);
}

#[tokio::test]
async fn ids_may_be_written_as_numbers_or_as_text() {
    let document = "query Q($id: ID!) { getTelegramMessages(userId: $id) { id } }";
    for id in [json!(7), json!("7")] {
        let request = Request::new(document).variables(Variables::from_json(json!({ "id": id })));
        assert_eq!(codes(&execute(request).await), ["UNAUTHENTICATED"]);
    }
}

#[tokio::test]
async fn deep_and_wide_operations_are_refused() {
    let deep = (0..20).fold("name".to_owned(), |inner, _| format!("ofType {{ {inner} }}"));
    let response = execute(format!("{{ __type(name: \"Query\") {{ {deep} }} }}")).await;
    assert_eq!(codes(&response), ["GRAPHQL_VALIDATION_FAILED"]);
    let wide: String = (0..501).map(|n| format!("a{n}: viewer {{ tenant }} ")).collect();
    assert_eq!(codes(&execute(format!("{{ {wide} }}")).await), ["GRAPHQL_VALIDATION_FAILED"]);
}

#[tokio::test]
async fn nested_literals_do_not_overflow_the_stack() {
    for depth in [2_000, 10_000, 300_000] {
        for (open, close) in [("[", "]"), ("{a:", "}")] {
            let (open, close) = (open.repeat(depth), close.repeat(depth));
            for document in [
                format!("{{ viewer(a: {open}{close}) {{ tenant }} }}"),
                format!("query Q($a: Int = {open}{close}) {{ viewer {{ tenant }} }}"),
                format!("{{ viewer @skip(if: {open}{close}) {{ tenant }} }}"),
            ] {
                assert_eq!(codes(&execute(document).await), ["GRAPHQL_PARSE_FAILED"]);
            }
        }
        let types =
            format!("query Q($a: {}Int{}) {{ viewer {{ tenant }} }}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(codes(&execute(types).await), ["GRAPHQL_PARSE_FAILED"]);
        let fields = format!("{}a{}", "{ a ".repeat(depth), "}".repeat(depth));
        assert_eq!(codes(&execute(fields).await), ["GRAPHQL_PARSE_FAILED"]);
    }
}

#[tokio::test]
async fn the_deepest_literal_that_is_let_in_is_handled() {
    let depth = crate::document::text::MAX_NESTING - 2;
    let document = format!("{{ viewer(a: {}{}) {{ tenant }} }}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(codes(&execute(document).await), ["GRAPHQL_VALIDATION_FAILED"]);
}

#[tokio::test]
async fn what_was_not_executed_has_no_data() {
    let invalid = execute("{ nothing }").await;
    assert!(crate::execution::is_request_error(&invalid));
    let refused = execute("{ viewer { tenant } }").await;
    assert_eq!(refused.data, Value::Null);
    assert!(!crate::execution::is_request_error(&refused), "the field was tried");
}

#[tokio::test]
async fn a_document_is_sent_once_and_asked_for_by_its_hash_afterwards() {
    use crate::document::persisted::hash;
    let schema = super::schema();
    let document = "{ __typename }";
    let ask = |text: &str, hash: &str| {
        let mut request = Request::new(text);
        let persisted = Value::from_json(json!({ "version": 1, "sha256Hash": hash })).unwrap();
        request.extensions.0.insert("persistedQuery".to_owned(), persisted);
        request
    };
    let unknown = super::execute_on(&schema, ask("", &hash(document))).await;
    assert_eq!(codes(&unknown), ["PERSISTED_QUERY_NOT_FOUND"]);
    assert_eq!(unknown.errors[0].message, "PersistedQueryNotFound");
    let wrong = super::execute_on(&schema, ask(document, &hash("{ other }"))).await;
    assert_eq!(codes(&wrong), ["PERSISTED_QUERY_HASH_MISMATCH"]);
    assert!(super::execute_on(&schema, ask(document, &hash(document))).await.errors.is_empty());
    assert!(super::execute_on(&schema, ask("", &hash(document))).await.errors.is_empty());
    // What does not pass is not kept.
    let invalid = super::execute_on(&schema, ask("{ nothing }", &hash("{ nothing }"))).await;
    assert_eq!(codes(&invalid), ["GRAPHQL_VALIDATION_FAILED"]);
    let again = super::execute_on(&schema, ask("", &hash("{ nothing }"))).await;
    assert_eq!(codes(&again), ["PERSISTED_QUERY_NOT_FOUND"]);
}

#[tokio::test]
async fn only_trusted_documents_run_where_it_is_so_configured() {
    let trusted = crate::TrustedDocuments::from_json(r#"{"a": "{ __typename }"}"#, true).unwrap();
    let schema = crate::Schema::build(None, crate::Settings { trusted, ..crate::Settings::default() });
    assert!(super::execute_on(&schema, "{ __typename }").await.errors.is_empty());
    assert_eq!(codes(&super::execute_on(&schema, "{ a: __typename }").await), ["DOCUMENT_NOT_TRUSTED"]);
}

#[tokio::test]
async fn the_cost_is_told_to_whoever_asks_and_is_limited() {
    let mut request = Request::new("{ conversations(first: 50) { nodes { id state } } }");
    assert!(execute(Request::new("{ __typename }")).await.extensions.is_empty());
    request.extensions.0.insert("cost".to_owned(), Value::Boolean(true));
    let cost = execute(request).await.extensions["cost"].clone().into_json().unwrap();
    assert_eq!(cost, json!({ "requested": 151, "most": 5000, "quota": null }));
    let dear = "{ conversations(first: 100) { nodes { messages(first: 100) { nodes { id } } } } }";
    assert_eq!(codes(&execute(dear).await), ["GRAPHQL_VALIDATION_FAILED"]);
}
