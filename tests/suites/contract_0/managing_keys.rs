//! API keys over HTTP: made, used, listed and ended by those who manage a tenant, and by nobody else.

use chrono::{Duration, SecondsFormat};
use serde_json::{Value, json};
use switchboard_services::Scope;
use switchboard_tests::{Answer, Caller, Claims, Plan, on_both};

use super::{api_keys::key, tokens::refused};

const CREATE: &str = "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) {
  apiKey { id name hint scopes userId createdAt expiresAt revokedAt lastUsedAt }
  secret
  errors { code message path } } }";
const REVOKE: &str = "mutation($id: ID!) { revokeApiKey(input: {id: $id}) {
  apiKey { id revokedAt } errors { code path } } }";
const LIST: &str = "query($first: Int, $after: String) { apiKeys(first: $first, after: $after) {
  totalCount
  pageInfo { hasNextPage endCursor }
  nodes { id name hint scopes userId createdAt expiresAt revokedAt lastUsedAt } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { id ... on ApiKey { name } } }";
const LEAD: &str = "mutation { submitLead(lead: {name: \"x\"}) { notice } }";
/// The id of a key that nobody has.
const MISSING: &str = "00000000-0000-7000-8000-000000000000";

async fn create(caller: &Caller, input: Value) -> Answer {
    caller.graphql(CREATE, json!({"input": input})).await
}

/// A key with this name and these scopes: its id and its secret.
async fn made(caller: &Caller, name: &str, scopes: &[&str]) -> (Value, String) {
    let answer = create(caller, json!({"name": name, "scopes": scopes})).await;
    assert_eq!(answer.value()["errors"], json!([]), "{answer:?}");
    (answer.value()["apiKey"]["id"].clone(), answer.value()["secret"].as_str().unwrap().to_owned())
}

async fn revoke(caller: &Caller, id: &Value) -> Answer {
    caller.graphql(REVOKE, json!({"id": id})).await
}

async fn list(caller: &Caller) -> Value {
    caller.graphql(LIST, json!({})).await.value().clone()
}

fn names(list: &Value) -> Vec<&str> {
    list["nodes"].as_array().unwrap().iter().map(|key| key["name"].as_str().unwrap()).collect()
}

async fn a_key_is_shown_once_works_tells_its_use_and_ends(plan: Plan) {
    let house = plan.open().await;
    let admin = house.admin();
    let answer = create(&admin, json!({"name": " A form ", "scopes": ["LEADS", "LEADS"]})).await;
    let (made, secret) = (&answer.value()["apiKey"], answer.value()["secret"].as_str().unwrap());
    assert!(secret.starts_with("sb_") && secret.len() == 46, "{secret}");
    let (hint, unseen) = secret.split_at(8);
    assert_eq!(
        (&made["name"], &made["hint"], &made["scopes"]),
        (&json!("A form"), &json!(hint), &json!(["LEADS"]))
    );
    for unset in ["userId", "expiresAt", "revokedAt", "lastUsedAt"] {
        assert_eq!(made[unset], Value::Null, "{unset}");
    }
    assert_eq!(list(&admin).await["nodes"], json!([made]));

    let program = house.bearer(secret);
    assert!(program.graphql(LEAD, json!({})).await.code().is_empty());
    assert_eq!(program.bot_status().await.code(), "FORBIDDEN");
    let shown = list(&admin).await;
    assert!(shown["nodes"][0]["lastUsedAt"].is_string(), "{shown}");
    let node = admin.graphql(NODE, json!({"id": made["id"]})).await;
    assert_eq!(*node.value(), json!({"id": made["id"], "name": "A form"}));

    let ended = revoke(&admin, &made["id"]).await;
    assert!(ended.value()["apiKey"]["revokedAt"].is_string(), "{ended:?}");
    refused(&program, "a revoked key").await;
    assert_eq!(revoke(&admin, &made["id"]).await, ended, "it keeps its time");
    let log = "query($id: ID!) { auditLog(filter: {objectId: $id}) { nodes { act actorKind actorId } } }";
    let log = admin.graphql(log, json!({"id": made["id"]})).await;
    let line = |act: &str| json!({"act": act, "actorKind": "USER", "actorId": "1"});
    assert_eq!(log.value()["nodes"], json!([line("api_key.revoked"), line("api_key.created")]));

    let answers = format!("{shown} {node:?} {ended:?} {log:?}");
    assert!(!answers.contains(unseen) && !house.debug_output().contains(unseen));
    let books = house.books().await;
    assert_eq!(books.places_of(unseen).await, [] as [String; 0]);
    books.close().await;
    house.close().await;
}

async fn a_key_ends_when_its_maker_said_and_acts_as_whom_its_maker_said(plan: Plan) {
    let house = plan.manual_clock().open().await;
    house.user(7).viewer().await;
    let end = (house.now() + Duration::minutes(5)).to_rfc3339_opts(SecondsFormat::AutoSi, true);
    let input = json!({"name": "x", "scopes": ["OWN"], "userId": 7, "expiresAt": end});
    let answer = create(&house.admin(), input).await;
    let made = &answer.value()["apiKey"];
    assert_eq!((&made["userId"], &made["expiresAt"]), (&json!("7"), &json!(end)));
    assert_eq!(list(&house.admin()).await["nodes"], json!([made]));
    let program = house.bearer(answer.value()["secret"].as_str().unwrap());
    assert_eq!(program.viewer().await.value()["userId"], "7");
    house.advance(Duration::minutes(5));
    refused(&program, "a key that has ended").await;
    house.close().await;
}

async fn keys_are_listed_by_pages_the_newest_first(plan: Plan) {
    let house = plan.open().await;
    let admin = house.admin();
    for name in ["k0", "k1", "k2"] {
        made(&admin, name, &["MESSAGES"]).await;
    }
    let page = async |variables: Value| admin.graphql(LIST, variables).await.value().clone();
    let first = page(json!({"first": 2})).await;
    assert_eq!((names(&first), &first["totalCount"]), (vec!["k2", "k1"], &json!(3)));
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let after = &first["pageInfo"]["endCursor"];
    let second = page(json!({"first": 2, "after": after})).await;
    assert_eq!((names(&second), &second["pageInfo"]["hasNextPage"]), (vec!["k0"], &json!(false)));
    let stranger = house.caller(&Claims::of(1).role("admin").tenant("other"));
    let theirs = stranger.graphql(LIST, json!({"after": after})).await;
    assert_eq!((&theirs.value()["nodes"], &theirs.value()["totalCount"]), (&json!([]), &json!(0)));
    house.close().await;
}

async fn a_key_of_another_tenant_is_as_if_it_were_not_there(plan: Plan) {
    let house = plan.open().await;
    let (id, secret) = made(&house.admin(), "x", &["LEADS"]).await;
    for role in ["admin", "site_owner"] {
        let stranger = house.caller(&Claims::of(1).role(role).tenant("other"));
        let foreign = revoke(&stranger, &id).await;
        assert_eq!(foreign, revoke(&stranger, &json!(MISSING)).await);
        let error = json!({"code": "NOT_FOUND", "path": ["input", "id"]});
        assert_eq!(*foreign.value(), json!({"apiKey": null, "errors": [error]}));
        assert_eq!(*stranger.graphql(NODE, json!({"id": id})).await.value(), Value::Null);
        assert_eq!(list(&stranger).await["totalCount"], 0);
    }
    assert!(house.bearer(&secret).graphql(LEAD, json!({})).await.code().is_empty(), "it is still good");
    house.close().await;
}

async fn a_site_owner_manages_keys_of_the_site_and_no_others(plan: Plan) {
    let house = plan.open().await;
    let (admin, owner) = (house.admin(), house.caller(&Claims::of(2).role("site_owner")));
    let (strong, secret) = made(&admin, "strong", &["LEADS", "MESSAGES"]).await;
    let (weak, _) = made(&admin, "weak", &["LEADS"]).await;
    made(&owner, "own", &["LEADS"]).await;
    for scope in ["MESSAGES", "NOTIFICATIONS", "FORCE", "DELIVERIES", "KEYS", "ERASURE"] {
        let answer = create(&owner, json!({"name": "x", "scopes": ["LEADS", scope]})).await;
        assert_eq!(answer.code(), "FORBIDDEN", "{scope}");
    }
    // A key that acts as somebody else is not theirs either, whatever it may do.
    let of_admin = json!({"name": "as admin", "scopes": ["LEADS"], "userId": "1"});
    assert_eq!(create(&owner, of_admin.clone()).await.code(), "FORBIDDEN");
    assert_eq!(create(&admin, of_admin).await.value()["apiKey"]["userId"], "1");
    let of_owner = json!({"name": "as owner", "scopes": ["LEADS"], "userId": "2"});
    assert_eq!(create(&owner, of_owner).await.value()["apiKey"]["userId"], "2");

    let seen = list(&owner).await;
    assert_eq!((names(&seen), &seen["totalCount"]), (vec!["as owner", "own", "weak"], &json!(3)));
    assert_eq!(names(&list(&admin).await), ["as owner", "as admin", "own", "weak", "strong"]);
    assert_eq!(revoke(&owner, &strong).await, revoke(&owner, &json!(MISSING)).await);
    assert_eq!(revoke(&owner, &strong).await.value()["errors"][0]["code"], "NOT_FOUND");
    assert_eq!(*owner.graphql(NODE, json!({"id": strong})).await.value(), Value::Null);
    assert!(house.bearer(&secret).bot_status().await.code().is_empty(), "it is still good");
    assert!(revoke(&owner, &weak).await.value()["apiKey"]["revokedAt"].is_string());
    house.close().await;
}

async fn whoever_does_not_manage_keys_is_refused(plan: Plan) {
    let house = plan.open().await;
    let (id, _) = made(&house.admin(), "x", &["LEADS"]).await;
    let program = house.bearer(&key(&house, "default", &[Scope::Leads, Scope::Messages], None).await.1);
    for (caller, code) in
        [(house.user(7), "FORBIDDEN"), (program, "FORBIDDEN"), (house.nobody(), "UNAUTHENTICATED")]
    {
        assert_eq!(create(&caller, json!({"name": "x", "scopes": ["LEADS"]})).await.code(), code);
        assert_eq!(revoke(&caller, &id).await.code(), code);
        assert_eq!(caller.graphql(LIST, json!({})).await.code(), code);
    }
    // A key that may manage keys gives no more than it has.
    let keeper = house.bearer(&key(&house, "default", &[Scope::Keys, Scope::Leads], None).await.1);
    made(&keeper, "y", &["LEADS"]).await;
    for input in [
        json!({"name": "z", "scopes": ["MESSAGES"]}),
        json!({"name": "z", "scopes": ["LEADS"], "userId": "1"}),
    ] {
        assert_eq!(create(&keeper, input).await.code(), "FORBIDDEN");
    }
    house.close().await;
}

async fn a_key_that_cannot_be_meant_is_refused_by_the_part_that_is_at_fault(plan: Plan) {
    let house = plan.open().await;
    let admin = house.admin();
    for (input, code, at) in [
        (json!({"name": "", "scopes": ["LEADS"]}), "BAD_USER_INPUT", "name"),
        (json!({"name": " ", "scopes": ["LEADS"]}), "BAD_USER_INPUT", "name"),
        (json!({"name": "a\u{7}b", "scopes": ["LEADS"]}), "BAD_USER_INPUT", "name"),
        (json!({"name": "я".repeat(101), "scopes": ["LEADS"]}), "BAD_USER_INPUT", "name"),
        (json!({"name": "x", "scopes": []}), "BAD_USER_INPUT", "scopes"),
        (json!({"name": "x", "scopes": ["OWN"]}), "BAD_USER_INPUT", "userId"),
        (json!({"name": "x", "scopes": ["OWN"], "userId": "404"}), "NOT_FOUND", "userId"),
        (
            json!({"name": "x", "scopes": ["LEADS"], "expiresAt": "2001-01-01T00:00:00Z"}),
            "BAD_USER_INPUT",
            "expiresAt",
        ),
    ] {
        let answer = create(&admin, input).await;
        let (payload, error) = (answer.value(), &answer.value()["errors"][0]);
        assert_eq!((&payload["apiKey"], &payload["secret"]), (&Value::Null, &Value::Null));
        assert_eq!((&error["code"], &error["path"]), (&json!(code), &json!(["input", at])), "{answer:?}");
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
    for input in [
        json!({"name": "x", "scopes": ["EVERYTHING"]}),
        json!({"name": "x", "scopes": ["leads"]}),
        json!({"name": "x"}),
        json!({"name": "x", "scopes": ["LEADS"], "expiresAt": "tomorrow"}),
    ] {
        assert_eq!(create(&admin, input.clone()).await.code(), "BAD_USER_INPUT", "{input}");
    }
    assert_eq!(list(&admin).await["totalCount"], 0, "none was made");
    made(&admin, &"я".repeat(100), &["LEADS"]).await;
    let nothing = revoke(&admin, &json!("nothing")).await;
    assert_eq!(nothing, revoke(&admin, &json!(MISSING)).await);
    house.close().await;
}

on_both!(
    a_key_is_shown_once_works_tells_its_use_and_ends,
    a_key_ends_when_its_maker_said_and_acts_as_whom_its_maker_said,
    keys_are_listed_by_pages_the_newest_first,
    a_key_of_another_tenant_is_as_if_it_were_not_there,
    a_site_owner_manages_keys_of_the_site_and_no_others,
    whoever_does_not_manage_keys_is_refused,
    a_key_that_cannot_be_meant_is_refused_by_the_part_that_is_at_fault,
);
