//! What a collector of traces hears, from the real binary: each request, operation and lookup, in the caller's own trace, and no
//! secret, no text and no variable.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::json;
use switchboard_tests::{Collector, Exported, MARK, Plan, Socket, on_both, reads, reply};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "b7ad6b7169203331";
const INBOX: &str = "query Inbox($id: ID!) {
  conversations(first: 5) { totalCount nodes { id state contact { firstName } messages(first: 2) { nodes { text } } } }
  node(id: $id) { id }
}";
const FAILING: &str = "query Failing($key: String) { messages(after: $key) { totalCount } }";

fn to(collector: &str) -> Vec<(&'static str, String)> {
    vec![
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.to_owned()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=one%2Ctwo".to_owned()),
        ("OTEL_SERVICE_NAME", "shop".to_owned()),
    ]
}

async fn a_collector_hears_of_each_operation_in_the_callers_trace_and_of_no_secret(plan: Plan) {
    let (collector, site) = (Collector::open().await, plan.site().await);
    let server = site.start_with(&to(&collector.url())).await;
    let anna = site.linked(7, "anna").await;
    anna.say("Where is my parcel?").unwrap();
    reads(&site.desk, "Where is my parcel?").await;
    let body = json!({"query": INBOX, "variables": {"id": "a variable of ours"}});
    let request = site.admin().request(Method::POST, "/graphql").json(&body);
    let answer = reply(request.header("traceparent", format!("00-{TRACE}-{CALLER}-01"))).await;
    assert_eq!(answer.body["data"]["conversations"]["totalCount"], 1, "{answer:?}");
    let failed = site.admin().graphql(FAILING, json!({"key": format!("not {MARK}")})).await;
    assert_eq!(failed.code(), "BAD_USER_INPUT");
    let viewer = site.user(7).graphql("{ viewer { userId } }", json!({})).await;
    assert_eq!(viewer.code(), "");
    assert_eq!(site.user(7).call(Method::GET, "/api/2.0/settings/telegram/check").await.status, 200);
    site.quiet().await;
    // What is left is sent at the end.
    server.stop().await;

    let spans = collector.spans();
    assert!(spans.iter().all(|span| span.service == "shop"), "{spans:#?}");
    assert!(collector.header("x-key").iter().all(|key| key == "one,two"));
    let inbox: Vec<&Exported> = spans.iter().filter(|span| span.trace == TRACE).collect();
    let names: BTreeMap<&str, &Exported> = inbox.iter().map(|span| (span.name.as_str(), *span)).collect();
    let of = |name: &str| *names.get(name).unwrap_or_else(|| panic!("no {name} in {names:#?}"));
    let (request, operation) = (of("POST /graphql"), of("query Inbox"));
    assert_eq!((request.parent.as_str(), &operation.parent), (CALLER, &request.id));
    assert_eq!((&of("Query.conversations").parent, &of("Query.node").parent), (&operation.id, &operation.id));
    assert_eq!(of("ConversationConnection.totalCount").parent, of("Query.conversations").id);
    assert_eq!(of("Conversation.contact").parent, of("Query.conversations").id);
    assert!(inbox.iter().all(|span| !span.has_failed), "{inbox:#?}");
    assert_eq!(names.len(), 7, "no scalar, list or connection has one: {names:#?}");
    for name in ["query Failing", "Query.messages"] {
        assert!(spans.iter().any(|span| span.name == name && span.has_failed), "{name} in {spans:#?}");
    }
    let has = |name: &str| spans.iter().any(|span| span.name == name);
    for name in [
        "query",
        "Query.viewer",
        "GET /api/2.0/settings/telegram/check",
        "sendMessage",
        "getMe",
        "update",
        "step",
    ] {
        assert!(has(name), "{name} in {spans:#?}");
    }
    assert!(!has("getUpdates"));

    let sent = collector.bodies().concat();
    for secret in [MARK, "a variable of ours", "parcel", "anna", "Bearer", "eyJ0eXAi"] {
        let found = sent.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{secret} was sent to the collector");
    }
    site.check_logs();
}

async fn what_runs_over_a_socket_is_in_the_trace_of_its_upgrade(plan: Plan) {
    let (collector, site) = (Collector::open().await, plan.site().await);
    let server = site.start_with(&to(&collector.url())).await;
    let within = format!("00-{TRACE}-{CALLER}-01");
    let mut socket = Socket::open_within(&site.user(7), Some("graphql-transport-ws"), Some(&within)).await;
    socket.init().await;
    assert_eq!(socket.message().await["type"], "connection_ack");
    socket.subscribe("1", "query Over { viewer { userId } }", json!({})).await;
    assert_eq!(socket.data("1").await["viewer"]["userId"], "7");
    assert_eq!(socket.message().await["type"], "complete");
    drop(socket);
    server.stop().await;

    let spans = collector.spans();
    let of = |name: &str| spans.iter().find(|span| span.trace == TRACE && span.name == name).cloned();
    let (upgrade, operation) = (of("GET /graphql"), of("query Over"));
    let (Some(upgrade), Some(operation)) = (upgrade, operation) else { panic!("{spans:#?}") };
    assert_eq!((upgrade.parent.as_str(), &operation.parent), (CALLER, &upgrade.id));
}

async fn a_collector_that_is_away_stops_nothing(plan: Plan) {
    let site = plan.site().await;
    let server = site.start_with(&to("http://127.0.0.1:9")).await;
    let anna = site.linked(7, "anna").await;
    assert_eq!(*site.admin().notify(7, "all the same").await.value(), true);
    reads(&anna, "all the same").await;
    site.quiet().await;
    server.stop().await;
    assert!(site.logs().contains("ExportError"), "it is logged:\n{}", site.logs());
    site.check_logs();
}

on_both!(
    a_collector_hears_of_each_operation_in_the_callers_trace_and_of_no_secret,
    what_runs_over_a_socket_is_in_the_trace_of_its_upgrade,
    a_collector_that_is_away_stops_nothing,
);
