//! The list of leads, by REST and by GraphQL.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Claims, Plan, on_both};

use super::{ivan, post};

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|lead| lead["name"].as_str().unwrap()).collect()
}

async fn leads_are_listed_in_pages_the_newest_first(plan: Plan) {
    let house = plan.open().await;
    let admin = house.admin();
    for n in 0..5 {
        post(&admin, json!({"name": format!("n{n}")})).await;
    }
    let page = async |query: &str| admin.rest(Method::GET, &format!("/leads{query}"), None).await.body;
    let first = page("?page=0&size=2").await;
    assert_eq!(names(&first["data"]), ["n4", "n3"]);
    assert_eq!((&first["page"], &first["size"], &first["total"]), (&json!(0), &json!(2), &json!(5)));
    assert_eq!(first.as_object().unwrap().len(), 4);
    assert_eq!(names(&page("?page=2&size=2").await["data"]), ["n0"]);
    assert_eq!(page("?page=3&size=2").await["data"], json!([]));
    assert_eq!(names(&page("").await["data"]).len(), 5);
    for query in ["?size=0", "?size=101", "?page=-1", "?page=x", "?page=9223372036854775807"] {
        assert_eq!(page(query).await["status"], 400, "{query}");
    }
    house.close().await;
}

async fn a_tenant_sees_its_own_leads_only(plan: Plan) {
    let house = plan.open().await;
    post(&house.admin(), ivan()).await;
    let stranger = house.caller(&Claims::of(1).role("admin").tenant("elsewhere"));
    let list = stranger.rest(Method::GET, "/leads", None).await.body;
    assert_eq!(list, json!({"data": [], "page": 0, "size": 20, "total": 0}));
    house.close().await;
}

async fn graphql_posts_and_lists_the_same(plan: Plan) {
    let house = plan.open().await;
    let admin = house.admin();
    let submit = "mutation($lead: LeadForm!) { submitLead(lead: $lead) { id name message utmSource notice createdAt } }";
    let lead = json!({"name": "Anna", "message": "Hello", "utmSource": "google"});
    let posted = admin.graphql(submit, json!({"lead": lead})).await;
    assert_eq!(posted.value()["notice"], "NO_OWNER_CHAT");
    let listed = admin
        .graphql("{ leads(first: 1) { totalCount nodes { id name message utmSource } } }", json!({}))
        .await;
    assert_eq!(listed.value()["totalCount"], 1);
    assert_eq!(
        listed.value()["nodes"][0],
        json!({"id": posted.value()["id"], "name": "Anna", "message": "Hello", "utmSource": "google"})
    );
    let rest = admin.rest(Method::GET, "/leads", None).await.body;
    assert_eq!(rest["data"][0]["id"], posted.value()["id"]);
    assert_eq!(admin.graphql(submit, json!({"lead": {}})).await.code(), "BAD_USER_INPUT");
    for document in ["{ leads { totalCount } }", "mutation { submitLead(lead: {name: \"x\"}) { id } }"] {
        assert_eq!(house.user(7).graphql(document, json!({})).await.code(), "FORBIDDEN");
        assert_eq!(house.nobody().graphql(document, json!({})).await.code(), "UNAUTHENTICATED");
    }
    house.close().await;
}

async fn the_connection_shows_each_lead_once_while_more_come_in(plan: Plan) {
    let house = plan.open().await;
    let admin = house.admin();
    for n in 0..5 {
        post(&admin, json!({"name": format!("n{n}")})).await;
    }
    let query = "query($first: Int, $after: String, $last: Int, $before: String) {
      leads(first: $first, after: $after, last: $last, before: $before) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { cursor node { name } }
        nodes { name }
      } }";
    let page = async |variables: Value| admin.graphql(query, variables).await.value().clone();
    let first = page(json!({"first": 2})).await;
    assert_eq!((names(&first["nodes"]), &first["totalCount"]), (vec!["n4", "n3"], &json!(5)));
    let info = &first["pageInfo"];
    assert_eq!((&info["hasNextPage"], &info["hasPreviousPage"]), (&json!(true), &json!(false)));
    post(&admin, json!({"name": "n5"})).await;
    let second = page(json!({"first": 2, "after": info["endCursor"]})).await;
    assert_eq!((names(&second["nodes"]), &second["totalCount"]), (vec!["n2", "n1"], &json!(6)));
    let third = page(json!({"first": 2, "after": second["pageInfo"]["endCursor"]})).await;
    assert_eq!((names(&third["nodes"]), &third["pageInfo"]["hasNextPage"]), (vec!["n0"], &json!(false)));
    assert_eq!(third["edges"][0]["node"]["name"], "n0");
    assert_eq!(third["edges"][0]["cursor"], third["pageInfo"]["startCursor"]);
    let back = page(json!({"last": 2, "before": third["pageInfo"]["startCursor"]})).await;
    assert_eq!(
        (names(&back["nodes"]), &back["pageInfo"]["hasPreviousPage"]),
        (vec!["n2", "n1"], &json!(true))
    );
    assert_eq!(names(&page(json!({"last": 1})).await["nodes"]), ["n0"]);
    let stranger = house.caller(&Claims::of(1).role("admin").tenant("elsewhere"));
    let theirs = stranger.graphql(query, json!({"after": info["endCursor"]})).await;
    assert_eq!((&theirs.value()["nodes"], &theirs.value()["totalCount"]), (&json!([]), &json!(0)));
    for wanted in [json!({"first": 101}), json!({"last": 0}), json!({"after": "bjE6Nw"})] {
        assert_eq!(admin.graphql(query, wanted).await.code(), "BAD_USER_INPUT");
    }
    house.close().await;
}

on_both!(
    leads_are_listed_in_pages_the_newest_first,
    a_tenant_sees_its_own_leads_only,
    graphql_posts_and_lists_the_same,
    the_connection_shows_each_lead_once_while_more_come_in,
);
