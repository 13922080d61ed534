//! Who may do what: one table for roles and scopes over all operations.

use reqwest::Method;
use switchboard_services::Scope;
use switchboard_tests::{Answer, Caller, Claims, Linked, Plan, on_both};

use super::api_keys::key;

const OWN: [&str; 4] = ["register", "test own", "update", "read own"];
const MESSAGES: [&str; 4] = ["test any", "read any", "status", "write"];

/// What the caller may do; the others were answered with FORBIDDEN.
async fn allowed(caller: &Caller, own: &Linked, other: &Linked) -> Vec<&'static str> {
    let graphql = [
        ("register", caller.register("nobody_at_all", Some("123456")).await),
        ("test own", caller.test(own.phone.user).await),
        ("update", caller.update("anna", own.phone.user).await),
        ("read own", caller.messages(own.user).await),
        ("test any", caller.test(other.phone.user).await),
        ("read any", caller.messages(other.user).await),
        ("status", caller.bot_status().await),
        ("write", caller.send(other.phone.user, "x").await),
        ("notify", caller.notify(other.user, "x").await),
    ];
    // A chat that one may not test is not there.
    let is_open = |(name, answer): &(&str, Answer)| match (*name, answer.code()) {
        (_, "FORBIDDEN") | ("test any", "NOT_FOUND") => false,
        (_, code) => {
            assert!(code.is_empty(), "{name}: {answer:?}");
            true
        }
    };
    let mut allowed: Vec<_> = graphql.iter().filter(|tried| is_open(tried)).map(|(name, _)| *name).collect();
    let rest = caller.rest(Method::GET, "/integration/webhook-url", None).await;
    assert!([200, 403].contains(&rest.status), "{rest:?}");
    if rest.status == 200 {
        allowed.push("integrations");
    }
    allowed
}

async fn every_role_and_scope_may_do_what_the_table_says_and_nothing_else(plan: Plan) {
    let house = plan.open().await;
    let own = house.linked(7, "Anna", "anna").await;
    let other = house.linked(8, "Ben", "ben_is_here").await;
    let role = |role: &str| house.caller(&Claims::of(7).role(role));
    let all = [&OWN[..], &MESSAGES[..], &["notify", "integrations"]].concat();
    let table = [
        ("user", role("user"), OWN.to_vec()),
        ("site owner", role("site_owner"), [&OWN[..], &["integrations"]].concat()),
        ("admin", role("admin"), all),
    ];
    for (who, caller, may) in table {
        assert_eq!(allowed(&caller, &own, &other).await, may, "{who}");
    }
    let with_messages = vec!["test own", "read own", "test any", "read any", "status", "write"];
    let keys = [
        (Scope::Own, Some("7"), OWN.to_vec()),
        (Scope::Messages, None, with_messages),
        (Scope::Notifications, None, vec!["notify"]),
        (Scope::Integrations, None, vec!["integrations"]),
        (Scope::Channels, None, vec![]),
        (Scope::Leads, None, vec![]),
        (Scope::Deliveries, None, vec![]),
        (Scope::Keys, None, vec![]),
        (Scope::Erasure, None, vec![]),
    ];
    for (scope, user, may) in keys {
        let caller = house.bearer(&key(&house, "default", &[scope], user).await.1);
        assert_eq!(allowed(&caller, &own, &other).await, may, "{scope:?}");
    }
    house.close().await;
}

on_both!(every_role_and_scope_may_do_what_the_table_says_and_nothing_else);
