//! Server-sent events, one request an operation.

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Caller, PATIENCE, Plan, on_both};
use tokio::time::timeout;

const RECEIVED: &str = "subscription { messageReceived { message { text } } }";

/// An open stream of events.
struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    async fn open(caller: &Caller, query: &str) -> Self {
        let request = caller.request(Method::POST, "/graphql").header("Accept", "text/event-stream");
        let response = request.json(&json!({"query": query})).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        Self { response, text: String::new() }
    }

    /// The next event's name and data; `None` at the end. Signs of life are passed over.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                if event.starts_with(':') {
                    continue;
                }
                let field = |name: &str| {
                    event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim()
                };
                return Some((
                    field("event:").to_owned(),
                    serde_json::from_str(field("data:")).unwrap_or(Value::Null),
                ));
            }
            let chunk = timeout(PATIENCE, self.response.chunk()).await.expect("in time").unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

async fn a_subscription_is_a_stream_of_events(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let mut stream = Stream::open(&house.admin(), RECEIVED).await;
    // The stream is open once its head is here, and follows soon after: what is written is shown, at the latest the second.
    let mut seen = Vec::new();
    for n in 0..5 {
        anna.phone.say(format!("m{n}")).unwrap();
    }
    while seen.last() != Some(&json!("m4")) {
        let (name, data) = stream.next().await.unwrap();
        assert_eq!(name, "next");
        seen.push(data["data"]["messageReceived"]["message"]["text"].clone());
    }
    assert!(seen.windows(2).all(|pair| pair[0].as_str() < pair[1].as_str()), "{seen:?}");
    drop(stream);
    house.close().await;
}

async fn a_query_is_one_event_and_the_end(plan: Plan) {
    let house = plan.open().await;
    for (query, data) in [
        ("{ __typename }", json!({"data": {"__typename": "Query"}})),
        ("subscription { messageReceived(after: \"junk\") { cursor } }", Value::Null),
        ("{ nothing }", Value::Null),
    ] {
        let mut stream = Stream::open(&house.admin(), query).await;
        let (name, told) = stream.next().await.unwrap();
        assert_eq!(name, "next");
        if data == Value::Null {
            assert!(told["errors"][0]["extensions"]["code"].is_string(), "{told}");
            assert!(told.get("data").is_none() || told["data"].is_null());
        } else {
            assert_eq!(told, data);
        }
        assert_eq!(stream.next().await, Some(("complete".to_owned(), Value::Null)));
        assert_eq!(stream.next().await, None);
    }
    house.close().await;
}

async fn the_end_of_the_token_is_the_end_of_the_stream(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let mut stream = Stream::open(&house.admin(), RECEIVED).await;
    house.advance(Duration::hours(2));
    let (_, told) = stream.next().await.unwrap();
    assert_eq!(told["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(stream.next().await.unwrap().0, "complete");
    assert_eq!(stream.next().await, None);
    house.close().await;
}

on_both!(
    a_subscription_is_a_stream_of_events,
    a_query_is_one_event_and_the_end,
    the_end_of_the_token_is_the_end_of_the_stream,
);
