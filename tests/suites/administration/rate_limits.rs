//! Who calls too often is refused in the form of the face that was called, is told when again, and takes nothing from others.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_services::Scope;
use switchboard_tests::{Caller, Plan, Reply, Said, Socket, on_both, reply};

use crate::contract_0::api_keys::key;

/// So long a window that nothing comes back while a test runs.
const FEW: &str = "[rate_limits]\nwindow_seconds = 86400\napi_key = 3\nuser = 4\nanonymous = 5\n";
const VIEWER: &str = "{ viewer { userId } }";
const CHATS: &str = "/api/v1/telegram/chats";
const CHECK: &str = "/api/2.0/settings/telegram/check";

async fn ask(caller: &Caller, body: &Value) -> Reply {
    reply(caller.request(Method::POST, "/graphql").json(body)).await
}

async fn viewer(caller: &Caller) -> Reply {
    ask(caller, &json!({"query": VIEWER})).await
}

/// What an answer says is left.
fn left(reply: &Reply) -> (u16, &str, &str) {
    (reply.status, reply.header("ratelimit-limit"), reply.header("ratelimit-remaining"))
}

fn seconds(text: &str) -> u64 {
    text.parse().unwrap_or_else(|_| panic!("no seconds: {text}"))
}

async fn a_user_has_one_allowance_over_all_faces_and_tokens(plan: Plan) {
    let house = plan.settings(FEW).open().await;
    let first = viewer(&house.user(7)).await;
    assert_eq!(left(&first), (200, "4", "3"));
    assert_eq!(seconds(first.header("ratelimit-reset")), 86400 / 4);
    assert_eq!(left(&house.user(7).call(Method::GET, CHECK).await), (200, "4", "2"));
    assert_eq!(left(&house.user(7).call(Method::GET, CHATS).await), (403, "4", "1"));
    let last = reply(house.user(7).request(Method::GET, "/graphql?query=%7B__typename%7D")).await;
    assert_eq!(left(&last), (200, "4", "0"));

    let refused = viewer(&house.user(7)).await;
    assert_eq!(left(&refused), (429, "4", "0"));
    let error = &refused.body["errors"][0]["extensions"];
    let wait = seconds(refused.header("retry-after"));
    assert_eq!((&error["code"], &error["retryAfter"]), (&json!("RATE_LIMITED"), &json!(wait)));
    assert!((1..=86400 / 4).contains(&wait), "{wait}");
    let refused = house.user(7).call(Method::GET, CHATS).await;
    assert!(refused.problem(429).starts_with("Too many requests."));
    assert!(seconds(refused.header("retry-after")) <= 86400 / 4);
    let refused = house.user(7).call(Method::GET, CHECK).await;
    assert_eq!((left(&refused), &refused.body["statusCode"]), ((429, "4", "0"), &json!(429)));
    assert_eq!(refused.body["error"]["type"], "RATE_LIMITED");
    assert_eq!(left(&house.user(7).call(Method::GET, "/api/v1/telegram/nothing").await), (429, "4", "0"));

    assert_eq!(left(&viewer(&house.user(8)).await), (200, "4", "3"), "somebody else is not held up");
    house.close().await;
}

async fn a_key_has_an_allowance_of_its_own_whoever_it_acts_as(plan: Plan) {
    let house = plan.settings(FEW).open().await;
    assert_eq!(left(&viewer(&house.user(7)).await), (200, "4", "3"));
    let (_, one) = key(&house, "default", &[Scope::Own], Some("7")).await;
    let (_, two) = key(&house, "default", &[Scope::Own], Some("7")).await;
    for remaining in ["2", "1", "0"] {
        assert_eq!(left(&viewer(&house.bearer(&one)).await), (200, "3", remaining));
    }
    assert_eq!(viewer(&house.bearer(&one)).await.status, 429);
    assert_eq!(left(&viewer(&house.bearer(&two)).await), (200, "3", "2"));
    assert_eq!(left(&viewer(&house.user(7)).await), (200, "4", "2"));
    house.close().await;
}

async fn whoever_is_not_believed_is_counted_by_address(plan: Plan) {
    let house = plan.settings(FEW).open().await;
    for (caller, remaining) in
        [(house.nobody(), "4"), (house.bearer("x.y.z"), "3"), (house.bearer("sb_guess"), "2")]
    {
        assert_eq!(left(&caller.call(Method::GET, CHATS).await), (401, "5", remaining));
    }
    assert_eq!(left(&viewer(&house.nobody()).await), (200, "5", "1"));
    assert_eq!(left(&house.nobody().call(Method::GET, CHECK).await), (401, "5", "0"));
    for caller in [house.nobody(), house.bearer("sb_another_guess")] {
        assert_eq!(caller.call(Method::GET, CHATS).await.status, 429);
    }
    assert_eq!(left(&viewer(&house.user(7)).await), (200, "4", "3"), "who is believed is let in from there");
    for _ in 0..10 {
        let update =
            house.nobody().send_to(Method::POST, "/api/v1/telegram/webhook/no-key", &json!({})).await;
        assert_eq!(left(&update), (401, "", ""), "Telegram's calls are not counted");
        let page = house.nobody().call(Method::GET, "/openapi.json").await;
        assert_eq!(left(&page), (200, "", ""));
    }
    house.close().await;
}

async fn each_operation_of_a_batch_and_of_a_socket_counts(plan: Plan) {
    let house = plan.settings(FEW).open().await;
    let batch: Vec<_> = (0..6).map(|_| json!({"query": VIEWER})).collect();
    let answers = ask(&house.user(7), &json!(batch)).await;
    assert_eq!(answers.status, 200);
    let code = |answer: &Value| answer["errors"][0]["extensions"]["code"].as_str().map(str::to_owned);
    let codes: Vec<_> = answers.body.as_array().unwrap().iter().map(code).collect();
    let refused = Some("RATE_LIMITED".to_owned());
    assert_eq!(codes, [None, None, None, None, refused.clone(), refused]);

    let mut socket = Socket::begin(&house.user(8)).await;
    for id in ["1", "2", "3", "4"] {
        socket.subscribe(id, VIEWER, json!({})).await;
        assert_eq!(socket.data(id).await, json!({"viewer": {"userId": "8"}}));
        assert_eq!(socket.message().await["type"], "complete");
    }
    socket.subscribe("5", VIEWER, json!({})).await;
    let Said::Message(said) = socket.next().await else { panic!("it was closed") };
    let error = &said["payload"][0]["extensions"];
    assert_eq!(
        (&said["type"], &said["id"], &error["code"]),
        (&json!("error"), &json!("5"), &json!("RATE_LIMITED"))
    );
    assert!(error["retryAfter"].is_u64(), "{said}");
    socket.leave().await;
    house.close().await;
}

async fn the_cost_of_an_operation_comes_with_what_is_left_of_the_allowance(plan: Plan) {
    let house = plan.settings(FEW).open().await;
    let asked = json!({"query": VIEWER, "extensions": {"cost": true}});
    let of = |remaining: u32| {
        let reset = u64::from(4 - remaining) * 86400 / 4;
        let quota = json!({"limit": 4, "remaining": remaining, "resetAfter": reset});
        json!({"requested": 2, "most": 5000, "quota": quota})
    };
    let one = ask(&house.user(7), &asked).await;
    assert_eq!((left(&one), &one.body["extensions"]["cost"]), ((200, "4", "3"), &of(3)));
    // Each operation of a batch is a call.
    let batch = ask(&house.user(7), &json!([asked, {"query": VIEWER}, asked])).await;
    assert_eq!(batch.body[0]["extensions"]["cost"], of(2));
    assert_eq!(batch.body[1].get("extensions"), None, "nobody asked");
    assert_eq!(batch.body[2]["extensions"]["cost"], of(0));
    house.close().await;
}

async fn nothing_is_limited_where_the_limits_are_zero(plan: Plan) {
    let house = plan.settings("[rate_limits]\napi_key = 0\nuser = 0\nanonymous = 0\n").open().await;
    for _ in 0..20 {
        assert_eq!(left(&viewer(&house.user(7)).await), (200, "", ""));
        assert_eq!(left(&house.nobody().call(Method::GET, CHATS).await), (401, "", ""));
    }
    let asked = json!({"query": VIEWER, "extensions": {"cost": true}});
    assert_eq!(ask(&house.user(7), &asked).await.body["extensions"]["cost"]["quota"], Value::Null);
    house.close().await;
}

on_both!(
    a_user_has_one_allowance_over_all_faces_and_tokens,
    a_key_has_an_allowance_of_its_own_whoever_it_acts_as,
    whoever_is_not_believed_is_counted_by_address,
    each_operation_of_a_batch_and_of_a_socket_counts,
    the_cost_of_an_operation_comes_with_what_is_left_of_the_allowance,
    nothing_is_limited_where_the_limits_are_zero,
);
