//! Every way in which a WebSocket ends, with the code and a reason that fits into the frame.

use chrono::Duration;
use serde_json::json;
use switchboard_tests::{Claims, Plan, Said, Socket, on_both};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

const PROTOCOL: Option<&str> = Some("graphql-transport-ws");
const FOLLOW: &str = "subscription { messageReceived { cursor } }";

async fn what_breaks_the_protocol_is_closed_with_4400(plan: Plan) {
    let house = plan.open().await;
    let admin = house.admin();
    let bad = [
        Message::text("junk"),
        Message::text("7"),
        Message::text("[]"),
        Message::text("{}"),
        Message::text(r#"{"type":7}"#),
        Message::text(r#"{"type":"start","id":"1"}"#),
        Message::text(format!(r#"{{"type":"{}"}}"#, "x".repeat(10_000))),
        Message::text(r#"{"type":"subscribe","payload":{"query":"{__typename}"}}"#),
        Message::text(r#"{"type":"subscribe","id":"","payload":{"query":"{__typename}"}}"#),
        Message::text(r#"{"type":"subscribe","id":7,"payload":{"query":"{__typename}"}}"#),
        Message::text(r#"{"type":"subscribe","id":"1"}"#),
        Message::text(r#"{"type":"subscribe","id":"1","payload":{}}"#),
        Message::text(r#"{"type":"subscribe","id":"1","payload":{"query":7}}"#),
        Message::text(r#"{"type":"ping","payload":"x"}"#),
        Message::text(r#"{"type":"complete"}"#),
        Message::binary(vec![1, 2, 3]),
    ];
    for frame in bad {
        let mut socket = Socket::begin(&admin).await;
        socket.send(frame.clone()).await;
        let (code, reason) = socket.closed().await;
        assert_eq!(code, 4400, "{frame:?}: {reason}");
        assert!(reason.starts_with("Invalid message: "), "{reason}");
    }
    house.close().await;
}

async fn an_operation_before_the_acknowledgement_is_closed_with_4401(plan: Plan) {
    let house = plan.open().await;
    let mut socket = Socket::open(&house.admin(), PROTOCOL).await;
    socket.subscribe("1", FOLLOW, json!({})).await;
    assert_eq!(socket.closed().await, (4401, "Unauthorized".to_owned()));
    house.close().await;
}

async fn a_token_that_is_not_believed_is_closed_with_4403(plan: Plan) {
    let house = plan.open().await;
    for caller in [house.nobody(), house.bearer("junk"), house.caller(&Claims::of(7).with("exp", 1))] {
        let mut socket = Socket::open(&caller, PROTOCOL).await;
        socket.init().await;
        assert_eq!(socket.closed().await.0, 4403);
    }
    house.close().await;
}

async fn the_end_of_the_token_is_the_end_of_the_socket_with_4403(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let mut socket = Socket::begin(&house.admin()).await;
    socket.subscribe("1", FOLLOW, json!({})).await;
    house.advance(Duration::hours(2));
    let (code, reason) = socket.closed().await;
    assert_eq!((code, reason.as_str()), (4403, "Forbidden: the token has expired"));
    house.close().await;
}

async fn another_subprotocol_is_closed_with_4406(plan: Plan) {
    let house = plan.open().await;
    let mut socket = Socket::open(&house.admin(), None).await;
    assert_eq!(socket.closed().await, (4406, "Subprotocol not acceptable".to_owned()));
    house.close().await;
}

async fn whoever_says_nothing_is_closed_with_4408(plan: Plan) {
    let house = plan.open().await;
    let mut socket = Socket::open(&house.admin(), PROTOCOL).await;
    socket.say(&json!({"type": "ping"})).await;
    assert_eq!(socket.message().await, json!({"type": "pong"}), "a ping is answered and is no beginning");
    assert_eq!(socket.closed().await, (4408, "Connection initialisation timeout".to_owned()));
    house.close().await;
}

async fn an_id_in_use_is_closed_with_4409_and_a_long_one_too(plan: Plan) {
    let house = plan.open().await;
    for id in ["1".to_owned(), "я".repeat(500)] {
        let mut socket = Socket::begin(&house.admin()).await;
        socket.subscribe(&id, FOLLOW, json!({})).await;
        socket.subscribe(&id, FOLLOW, json!({})).await;
        let (code, reason) = socket.closed().await;
        assert_eq!(code, 4409);
        assert!(reason.starts_with("Subscriber for ") && reason.len() <= 123, "{reason}");
    }
    house.close().await;
}

async fn beginning_twice_is_closed_with_4429(plan: Plan) {
    let house = plan.open().await;
    let mut socket = Socket::begin(&house.admin()).await;
    socket.init().await;
    assert_eq!(socket.closed().await, (4429, "Too many initialisation requests".to_owned()));
    house.close().await;
}

async fn a_message_that_is_too_big_is_closed_with_1009(plan: Plan) {
    let house = plan.open().await;
    let mut socket = Socket::begin(&house.admin()).await;
    socket.send(Message::text("x".repeat(1024 * 1024 + 1))).await;
    assert_eq!(socket.closed().await.0, 1009);
    house.close().await;
}

async fn an_invalid_document_is_an_error_and_the_socket_stays(plan: Plan) {
    let house = plan.open().await;
    let mut socket = Socket::begin(&house.user(7)).await;
    for (query, code) in [
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { messageReceived(after: \"junk\") { cursor } }", "BAD_USER_INPUT"),
        ("subscription { conversationChanged { cursor } }", "FORBIDDEN"),
        ("query Q($id: ID!) { getTelegramMessages(userId: $id) { id } }", "BAD_USER_INPUT"),
        (
            "subscription { a: messageReceived { cursor } b: messageReceived { cursor } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ] {
        socket.subscribe("1", query, json!({})).await;
        let message = socket.message().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("1")), "{query}: {message}");
        assert_eq!(message["payload"][0]["extensions"]["code"], code, "{query}: {message}");
    }
    // The id is free again, and other operations run over the socket as well.
    socket.subscribe("1", "{ __typename }", json!({})).await;
    assert_eq!(socket.data("1").await, json!({"__typename": "Query"}));
    assert_eq!(socket.message().await, json!({"id": "1", "type": "complete"}));
    socket.subscribe("1", "{ getTelegramMessages(userId: 7) { id } }", json!({})).await;
    assert_eq!(socket.data("1").await, json!({"getTelegramMessages": []}));
    assert_eq!(socket.next().await, Said::Message(json!({"id": "1", "type": "complete"})));
    socket.leave().await;
    house.close().await;
}

async fn a_client_that_closes_gets_its_close_back(plan: Plan) {
    let house = plan.open().await;
    let mut socket = Socket::begin(&house.admin()).await;
    socket.subscribe("1", FOLLOW, json!({})).await;
    let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
    socket.send(Message::Close(Some(frame))).await;
    assert_eq!(socket.closed().await.0, 1000);
    house.close().await;
}

on_both!(
    a_client_that_closes_gets_its_close_back,
    what_breaks_the_protocol_is_closed_with_4400,
    an_operation_before_the_acknowledgement_is_closed_with_4401,
    a_token_that_is_not_believed_is_closed_with_4403,
    the_end_of_the_token_is_the_end_of_the_socket_with_4403,
    another_subprotocol_is_closed_with_4406,
    whoever_says_nothing_is_closed_with_4408,
    an_id_in_use_is_closed_with_4409_and_a_long_one_too,
    beginning_twice_is_closed_with_4429,
    a_message_that_is_too_big_is_closed_with_1009,
    an_invalid_document_is_an_error_and_the_socket_stays,
);
