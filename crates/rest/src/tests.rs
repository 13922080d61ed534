//! What every operation of this face has in common. The operations themselves are tested end to end.

use std::time::Duration;

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
    routing,
};
use serde::Deserialize;
use serde_json::{Value, json};
use switchboard_services::Error;
use tower::ServiceExt;

use crate::{json_body::JsonBody, problem::Problem, under_prefix, with_refusals};

#[derive(Deserialize)]
struct Parcel {
    weight: u8,
}

async fn weigh(JsonBody(parcel): JsonBody<Parcel>) -> Json<u8> {
    Json(parcel.weight)
}

async fn send(operations: Router, request: Request<Body>) -> (StatusCode, HeaderMap, Value) {
    let (head, body) = under_prefix(with_refusals(operations)).oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (head.status, head.headers, serde_json::from_slice(&body).unwrap())
}

async fn weighed(body: impl Into<Body>) -> (StatusCode, HeaderMap, Value) {
    let request = Request::post("/api/v1/telegram/parcel").body(body.into()).unwrap();
    send(Router::new().route("/parcel", routing::post(weigh)), request).await
}

async fn failing(
    error: impl Fn() -> Error + Clone + Send + Sync + 'static,
) -> (StatusCode, HeaderMap, Value) {
    let handler = move || {
        let problem = Problem::from(error());
        async move { problem }
    };
    let request = Request::get("/api/v1/telegram/parcel?token=x").body(Body::empty()).unwrap();
    send(Router::new().route("/parcel", routing::get(handler)), request).await
}

#[tokio::test]
async fn a_problem_has_the_five_members_and_the_right_status() {
    for (error, status, title) in [
        ((|| Error::Unauthenticated("Sign in first.")) as fn() -> Error, 401, "Unauthorized"),
        (|| Error::Forbidden("Not yours."), 403, "Forbidden"),
        (|| Error::not_found("Not there."), 404, "Not Found"),
        (|| Error::bad_input("Too long."), 400, "Bad Request"),
        (|| Error::Conflict("Elsewhere.".to_owned()), 409, "Conflict"),
        (|| Error::RateLimited { retry_after: Duration::from_millis(1500) }, 429, "Too Many Requests"),
        (|| Error::broken("an invariant"), 500, "Internal Server Error"),
    ] {
        let (code, headers, body) = failing(error).await;
        assert_eq!(code, status);
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(
            body,
            json!({
                "type": "about:blank", "title": title, "status": status, "detail": error().public_text(),
                "instance": "/api/v1/telegram/parcel",
            })
        );
        assert_eq!(headers.get(header::RETRY_AFTER).is_some_and(|value| value == "2"), status == 429);
        assert_eq!(headers.contains_key(header::WWW_AUTHENTICATE), status == 401);
    }
}

#[tokio::test]
async fn nothing_of_the_database_reaches_a_caller() {
    let raw = "UNIQUE constraint failed: link.user_id";
    let (_, _, body) = failing(move || Error::internal("linking", std::io::Error::other(raw))).await;
    assert!(!body.to_string().contains(raw) && !body.to_string().contains("linking"), "{body}");
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems_too() {
    for (method, path, status) in
        [("GET", "/nothing", 404), ("GET", "/parcel", 405), ("DELETE", "/parcel/", 404), ("GET", "", 404)]
    {
        let uri = format!("/api/v1/telegram{path}");
        let request = Request::builder().method(method).uri(&uri).body(Body::empty()).unwrap();
        let (code, headers, body) = send(Router::new().route("/parcel", routing::post(weigh)), request).await;
        assert_eq!(
            (code.as_u16(), &body["status"], &body["instance"]),
            (status, &json!(status), &json!(uri))
        );
        assert_eq!(headers.contains_key(header::ALLOW), status == 405);
    }
}

#[tokio::test]
async fn bodies_that_do_not_fit_are_refused_with_the_reason() {
    assert_eq!(weighed("{\"weight\":7,\"colour\":\"red\"}").await.2, json!(7));
    for (body, reason) in [
        ("", "The body is not valid JSON."),
        ("{", "The body is not valid JSON."),
        ("{\"weight\":7} x", "The body is not valid JSON."),
        ("{}", "The body does not fit: missing field `weight`."),
        ("{\"weight\":\"7\"}", "The body does not fit: weight: invalid type: string \"7\", expected u8."),
    ] {
        let (status, _, problem) = weighed(body).await;
        assert_eq!((status, problem["detail"].as_str().unwrap()), (StatusCode::BAD_REQUEST, reason));
    }
    let (status, _, problem) = weighed("{\"x\":".to_owned() + &"[".repeat(100_000)).await;
    assert_eq!(
        (status, &problem["detail"]),
        (StatusCode::BAD_REQUEST, &json!("The body is not valid JSON."))
    );
}

#[tokio::test]
async fn a_body_over_one_mebibyte_is_refused() {
    let fits = format!("{{\"weight\":7}}{}", " ".repeat(crate::MAX_BODY_BYTES - 12));
    assert_eq!(weighed(fits.clone()).await.0, StatusCode::OK);
    let (status, _, problem) = weighed(fits + " ").await;
    assert_eq!((status, &problem["status"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!(413)));
}
