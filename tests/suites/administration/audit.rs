//! Every administrative act has its line, with who did it and from where; no act is without one, and no line holds a secret.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_services::Scope;
use switchboard_tests::{Caller, Claims, House, Plan, eventually, on_both};

use crate::{
    contract_0::api_keys::key,
    contract_2::{another_bot, owner, token_of},
};

const LOG: &str = "query($first: Int, $after: String, $filter: AuditFilterInput) {
  auditLog(first: $first, after: $after, filter: $filter) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { actorKind actorId act objectId address }
  } }";

async fn log(house: &House, variables: Value) -> Value {
    house.admin().graphql(LOG, variables).await.value().clone()
}

/// The verbs of a page, oldest first.
fn acts(page: &Value) -> Vec<&str> {
    let nodes = page["nodes"].as_array().unwrap();
    nodes.iter().rev().map(|node| node["act"].as_str().unwrap()).collect()
}

async fn done(caller: &Caller, document: &str) -> Value {
    caller.graphql(document, json!({})).await.value().clone()
}

async fn integrations_and_units_come_change_and_go_with_their_lines(plan: Plan) {
    let house = plan.public_address().open().await;
    // The poll that is under way is cut short when the webhook comes.
    house.announce("Conflict: ");
    let owner = owner(&house, "default");
    let base = "/api/v1/telegram/integration";
    owner.send_to(Method::PATCH, base, &json!({"welcome_message": "A secret party"})).await.json(200);
    done(&owner, "mutation { changeIntegration(input: {agents: null}) { id } }").await;
    let chat = house.anybody("Olga", "olga");
    house.start(&chat).await;
    owner.send_to(Method::POST, &format!("{base}/test"), &json!({"chat_id": chat.user})).await.json(200);
    done(&owner, "mutation { registerWebhook }").await;
    done(&owner, "mutation { removeWebhook }").await;
    let unit = done(&owner, "mutation { createUnit(title: \"Branch\") { id } }").await["id"].clone();
    let renamed = format!("mutation {{ renameUnit(id: {unit}, title: \"Shop\") {{ id }} }}");
    done(&owner, &renamed).await;
    let token = token_of(&another_bot(&house, "branch_bot", "Branch"));
    let new = json!({"botToken": token, "unitId": unit, "title": "Branch"});
    let made = owner.send_to(Method::POST, base, &new).await;
    let made = made.json(201)["data"]["id"].as_str().unwrap().to_owned();
    owner.send_to(Method::PUT, &format!("{base}/{made}"), &json!({"title": "Other"})).await.json(200);
    owner.call(Method::DELETE, &format!("{base}/{made}")).await.nothing(204);
    done(&owner, &format!("mutation {{ deleteUnit(id: {unit}) }}")).await;
    owner.call(Method::DELETE, base).await.nothing(204);
    owner.call(Method::DELETE, base).await.nothing(204);

    let page = log(&house, json!({"first": 100})).await;
    let expected = [
        "integration.connected",
        "integration.changed",
        "integration.support_changed",
        "integration.tested",
        "integration.webhook_registered",
        "integration.webhook_removed",
        "unit.created",
        "unit.renamed",
        "integration.connected",
        "integration.changed",
        "integration.deleted",
        "unit.deleted",
        "integration.deleted",
    ];
    assert_eq!(acts(&page), expected);
    let nodes = page["nodes"].as_array().unwrap();
    let (environment, calls) = nodes.split_last().unwrap();
    assert_eq!((&environment["actorKind"], &environment["address"]), (&json!("OPERATOR"), &Value::Null));
    for call in calls {
        let who = (&call["actorKind"], &call["actorId"], &call["address"]);
        assert_eq!(who, (&json!("USER"), &json!("70"), &json!("127.0.0.1")));
    }
    let text = page.to_string();
    assert!(!text.contains("party") && !text.contains(&token), "{text}");
    house.close().await;
}

async fn keys_broadcasts_and_deliveries_leave_lines_by_whoever_it_was(plan: Plan) {
    let house = plan.gated().open().await;
    house.announce("Forbidden: bot was blocked by the user");
    let anna = house.linked(7, "Anna", "anna").await;
    let (program_id, secret) = key(&house, "default", &[Scope::Notifications], None).await;
    let program = house.bearer(&secret);
    let create = "mutation { createBroadcast(input: {text: \"A secret party\"}) { id } }";
    let id = done(&program, create).await["id"].clone();
    let cancel = format!("mutation {{ cancelBroadcast(id: {id}) {{ state }} }}");
    done(&program, &cancel).await;
    done(&program, &cancel).await;
    house.quiet().await;
    let admin = house.admin();
    house.gate().close().await;
    assert_eq!(*admin.notify(7, "x").await.value(), true);
    done(&admin, "mutation { changeIntegration(input: {isActive: false}) { id } }").await;
    let list = "{ deliveries(first: 1) { nodes { id state } } }";
    let waiting = done(&admin, list).await["nodes"][0]["id"].clone();
    let cancel = format!("mutation {{ cancelDelivery(id: {waiting}) }}");
    // A call that is under way comes back first.
    eventually("it is taken back", || admin.graphql(&cancel, json!({})), |a| a.code().is_empty()).await;
    house.gate().open().await;
    done(&admin, "mutation { changeIntegration(input: {isActive: true}) { id } }").await;
    done(&admin, &format!("mutation {{ replayDelivery(id: {waiting}) }}")).await;
    eventually("it arrives", || admin.graphql(list, json!({})), |a| a.value()["nodes"][0]["state"] == "SENT")
        .await;
    let accounts = &house.services().accounts;
    let operator = accounts.operator("default").await.unwrap();
    accounts.revoke_api_key(&operator, program_id).await.unwrap();
    accounts.revoke_api_key(&operator, program_id).await.unwrap();
    let shown = done(&admin, "{ apiKeys { nodes { id } } }").await["nodes"][0]["id"].clone();
    anna.phone.say("bye").unwrap();

    let page = log(&house, json!({"first": 100})).await;
    let seen: Vec<_> = page["nodes"].as_array().unwrap().iter().rev().collect();
    let lines: Vec<_> =
        seen.iter().map(|n| (n["actorKind"].as_str().unwrap(), n["act"].as_str().unwrap())).collect();
    let expected = [
        ("OPERATOR", "integration.connected"),
        ("OPERATOR", "api_key.created"),
        ("API_KEY", "broadcast.created"),
        ("API_KEY", "broadcast.cancelled"),
        ("USER", "integration.changed"),
        ("USER", "delivery.cancelled"),
        ("USER", "integration.changed"),
        ("USER", "delivery.replayed"),
        ("OPERATOR", "api_key.revoked"),
    ];
    assert_eq!(lines, expected);
    assert_eq!((&seen[2]["actorId"], &seen[2]["objectId"]), (&shown, &id));
    assert_eq!((&seen[5]["objectId"], &seen[1]["objectId"]), (&waiting, &shown));
    assert!(!page.to_string().contains("party") && !page.to_string().contains(&secret));
    for (filter, count) in [
        (json!({"objectId": shown}), 2),
        (json!({"objectId": program_id.to_string()}), 2),
        (json!({"actorKind": "API_KEY", "actorId": shown}), 2),
    ] {
        assert_eq!(log(&house, json!({"filter": filter})).await["totalCount"], count, "{filter}");
    }
    house.close().await;
}

async fn no_act_is_without_its_line(plan: Plan) {
    let house = plan.open().await;
    let create = "mutation { createUnit(title: \"Ghost\") { id } }";
    let books = house.books().await;
    books.rename("audit_entry", "audit_away").await;
    assert_eq!(house.admin().graphql(create, json!({})).await.code(), "INTERNAL");
    books.rename("audit_away", "audit_entry").await;
    assert_eq!(books.count("select count(*) as n from unit where title = 'Ghost'").await, 0);
    done(&house.admin(), create).await;
    assert_eq!(books.count("select count(*) as n from audit_entry where act = 'unit.created'").await, 1);
    books.close().await;
    house.close().await;
}

async fn the_address_is_what_trusted_proxies_say_and_nobody_else(plan: Plan) {
    let body = json!({"query": "mutation { createUnit(title: \"x\") { id } }"});
    for (trusted, address) in [("0", "127.0.0.1"), ("1", "192.0.2.7"), ("2", "198.51.100.9")] {
        let house = plan.clone().variable("TRUSTED_PROXIES", trusted).open().await;
        let request = house.admin().request(Method::POST, "/graphql").json(&body);
        let request = request.header("X-Forwarded-For", "203.0.113.1, 198.51.100.9, 192.0.2.7");
        assert_eq!(request.send().await.unwrap().status(), 200);
        assert_eq!(log(&house, json!({"first": 1})).await["nodes"][0]["address"], address);
        house.close().await;
    }
}

async fn the_log_is_read_by_pages_and_filters_and_by_admins_only(plan: Plan) {
    let house = plan.open().await;
    let admin = house.admin();
    for title in ["A", "B"] {
        done(&admin, &format!("mutation {{ createUnit(title: \"{title}\") {{ id }} }}")).await;
    }
    let first = log(&house, json!({"first": 2})).await;
    assert_eq!((acts(&first).len(), &first["totalCount"]), (2, &json!(3)));
    let next = json!({"first": 2, "after": first["pageInfo"]["endCursor"]});
    let second = log(&house, next).await;
    assert_eq!(
        (acts(&second), &second["pageInfo"]["hasNextPage"]),
        (vec!["integration.connected"], &json!(false))
    );
    let integration = done(&admin, "{ integration { id } }").await["id"].clone();
    for (filter, count) in [
        (json!({"objectId": integration}), 1),
        (json!({"act": "unit.created"}), 2),
        (json!({"actorKind": "USER", "actorId": "1"}), 2),
        (json!({"actorId": "2"}), 0),
    ] {
        let page = log(&house, json!({"filter": filter})).await;
        assert_eq!((acts(&page).len(), &page["totalCount"]), (count, &json!(count)), "{filter}");
    }
    let stranger = house.caller(&Claims::of(1).role("admin").tenant("other"));
    assert_eq!(stranger.graphql(LOG, json!({})).await.value()["totalCount"], 0);
    for caller in [house.user(7), owner(&house, "default")] {
        assert_eq!(caller.graphql(LOG, json!({})).await.code(), "FORBIDDEN");
    }
    house.close().await;
}

on_both!(
    integrations_and_units_come_change_and_go_with_their_lines,
    keys_broadcasts_and_deliveries_leave_lines_by_whoever_it_was,
    no_act_is_without_its_line,
    the_address_is_what_trusted_proxies_say_and_nobody_else,
    the_log_is_read_by_pages_and_filters_and_by_admins_only,
);
