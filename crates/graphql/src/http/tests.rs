//! GraphQL over HTTP, without authentication: nobody is anybody here.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{Host, endpoint, graphiql};
use crate::{Schema, Settings};

async fn send(request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let router: Router = endpoint(Host {
        schema: Schema::build(None, Settings::default()),
        services: None,
        stopping: CancellationToken::new(),
    })
    .merge(graphiql::files());
    let (head, body) = router.oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (head.status, head.headers, String::from_utf8(body.to_vec()).unwrap())
}

async fn post(content_type: &str, body: impl Into<Body>) -> (StatusCode, Value) {
    let request =
        Request::post("/graphql").header(header::CONTENT_TYPE, content_type).body(body.into()).unwrap();
    let (status, headers, body) = send(request).await;
    assert!(headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("application/json"));
    (status, serde_json::from_str(&body).unwrap())
}

async fn get(query: &str, accept: &str) -> (StatusCode, HeaderMap, String) {
    let request = Request::get(format!("/graphql{query}")).header(header::ACCEPT, accept);
    send(request.body(Body::empty()).unwrap()).await
}

fn has_errors(body: &Value) -> bool {
    body["errors"][0]["message"].is_string() && body["errors"][0]["extensions"]["code"].is_string()
}

#[tokio::test]
async fn a_query_is_answered() {
    for content_type in ["application/json", "Application/JSON; charset=\"UTF-8\""] {
        let (status, body) = post(content_type, json!({ "query": "{ __typename }" }).to_string()).await;
        assert_eq!((status, body), (StatusCode::OK, json!({ "data": { "__typename": "Query" } })));
    }
}

#[tokio::test]
async fn only_json_is_taken_so_that_no_foreign_page_can_post() {
    let body = json!({ "query": "{ __typename }" }).to_string();
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=utf-16",
        "text/plain; application/json",
    ] {
        let (status, answer) = post(content_type, body.clone()).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
        assert!(has_errors(&answer));
    }
    let undeclared = send(Request::post("/graphql").body(Body::from(body)).unwrap()).await;
    assert_eq!(undeclared.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn what_is_no_request_is_refused_in_the_same_shape() {
    for body in [
        String::new(),
        "{".to_owned(),
        "7".to_owned(),
        "{}".to_owned(),
        json!({ "query": 7 }).to_string(),
        json!({ "query": "" }).to_string(),
        json!({ "query": "{ __typename }", "variables": "{}" }).to_string(),
        json!({ "query": "{ __typename }", "variables": [] }).to_string(),
        json!({ "query": "{ __typename }", "operationName": 1 }).to_string(),
        json!({ "query": "{ __typename }", "extensions": "x" }).to_string(),
        json!([]).to_string(),
        json!([{ "query": "{ __typename }" }, 7]).to_string(),
        json!(vec![json!({ "query": "{ __typename }" }); 11]).to_string(),
        format!(
            "{{\"query\":\"{{a}}\",\"variables\":{{\"a\":{}{}}}}}",
            "[".repeat(10_000),
            "]".repeat(10_000)
        ),
    ] {
        let (status, answer) = post("application/json", body.clone()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{}", &body[..body.len().min(60)]);
        assert!(has_errors(&answer));
    }
}

#[tokio::test]
async fn a_short_batch_is_answered_in_its_order() {
    let batch = json!([{ "query": "{ a: __typename }" }, { "query": "{ nothing }" }, { "query": "{ b: __typename }" }]);
    let (status, body) = post("application/json", batch.to_string()).await;
    assert_eq!(
        (status, &body[0]["data"]["a"], &body[2]["data"]["b"]),
        (StatusCode::OK, &json!("Query"), &json!("Query"))
    );
    assert_eq!(body[1]["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn the_status_follows_the_form_that_was_asked_for() {
    for (document, as_json, as_response) in [
        ("{ __typename }", 200, 200),
        ("{ nothing }", 200, 400),
        ("{", 200, 400),
        ("query Q($id: ID!) { getTelegramMessages(userId: $id) { id } }", 200, 400),
        ("query A { __typename } query B { __typename }", 200, 400),
        ("{ viewer { tenant } }", 200, 200),
    ] {
        let body = json!({ "query": document }).to_string();
        for (accept, status) in
            [("application/json", as_json), ("application/graphql-response+json", as_response)]
        {
            let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
            let request = request.header(header::ACCEPT, accept).body(Body::from(body.clone())).unwrap();
            let (answered, headers, _) = send(request).await;
            assert_eq!(answered.as_u16(), status, "{document} as {accept}");
            assert!(headers[header::CONTENT_TYPE].to_str().unwrap().starts_with(accept));
            assert_eq!(headers[header::VARY], "Accept");
        }
    }
    assert_eq!(get("?query=%7B__typename%7D", "image/png").await.0, StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn a_packed_body_is_not_unpacked() {
    for encoding in ["gzip", "br", "deflate", "zstd", "identity, gzip"] {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONTENT_ENCODING, encoding)
            .body(Body::from(vec![0x1f, 0x8b]));
        assert_eq!(send(request.unwrap()).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{encoding}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_arrive_is_waited_for_ten_seconds() {
    let begun = tokio::time::Instant::now();
    let slow = futures::stream::pending::<Result<Vec<u8>, std::io::Error>>();
    let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
    let (status, headers, _) = send(request.body(Body::from_stream(slow)).unwrap()).await;
    assert_eq!(
        (status, &headers[header::CONNECTION]),
        (StatusCode::REQUEST_TIMEOUT, &"close".parse().unwrap())
    );
    assert_eq!(begun.elapsed(), super::post::BODY_DEADLINE);
}

#[tokio::test]
async fn nulls_and_empty_names_are_as_good_as_nothing() {
    let body =
        json!({ "query": "{ __typename }", "variables": null, "operationName": null, "extensions": null });
    assert_eq!(post("application/json", body.to_string()).await.0, StatusCode::OK);
    let body = json!({ "query": "{ __typename }", "operationName": "" });
    assert!(post("application/json", body.to_string()).await.1["errors"].is_null());
}

#[tokio::test]
async fn errors_of_well_formed_requests_are_answered_with_200_and_no_data_where_nothing_ran() {
    for (document, code) in [("{ nothing }", "GRAPHQL_VALIDATION_FAILED"), ("{", "GRAPHQL_PARSE_FAILED")] {
        let (status, body) = post("application/json", json!({ "query": document }).to_string()).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(body["errors"][0]["extensions"]["code"], code);
        assert!(body.get("data").is_none());
    }
    let (_, body) = post("application/json", json!({ "query": "{ viewer { tenant } }" }).to_string()).await;
    assert_eq!(body["data"], Value::Null);
    assert!(body.get("data").is_some());
    assert_eq!(body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(body["errors"][0]["path"], json!(["viewer"]));
}

#[tokio::test]
async fn a_body_over_one_mebibyte_is_refused() {
    let padding = " ".repeat(super::MAX_BODY_BYTES);
    let body = format!("{{\"query\":\"{{__typename}}\"}}{padding}");
    assert_eq!(post("application/json", body).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn get_runs_queries_with_name_and_variables() {
    let document = "query%20A(%24s:Boolean!)%7Bviewer%20@skip(if:%24s)%7Btenant%7D%20a:__typename%7D\
        %20query%20B%7B__typename%7D";
    let (status, _, body) =
        get(&format!("?query={document}&operationName=A&variables=%7B%22s%22:true%7D"), "*/*").await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "{\"data\":{\"a\":\"Query\"}}"));
    for bad in ["?query=%7B__typename%7D&variables=%5B", "", "?query=%7B__typename%7D&query=%7B__typename%7D"]
    {
        assert_eq!(get(bad, "application/json").await.0, StatusCode::BAD_REQUEST, "{bad}");
    }
}

#[tokio::test]
async fn get_never_changes_anything() {
    for address in [
        "?query=mutation%7B__typename%7D",
        "?query=query%20Q%7B__typename%7D%20mutation%20M%7B__typename%7D&operationName=M",
    ] {
        let (status, headers, _) = get(address, "*/*").await;
        assert_eq!(
            (status, &headers[header::ALLOW]),
            (StatusCode::METHOD_NOT_ALLOWED, &"POST".parse().unwrap())
        );
    }
    for method in ["PUT", "DELETE", "PATCH"] {
        let request = Request::builder().method(method).uri("/graphql").body(Body::empty()).unwrap();
        let (status, headers, _) = send(request).await;
        assert_eq!(
            (status, headers[header::ALLOW].to_str().unwrap()),
            (StatusCode::METHOD_NOT_ALLOWED, "GET, POST")
        );
    }
}

#[tokio::test]
async fn a_browser_gets_graphiql_with_a_strict_policy() {
    let (status, headers, page) = get("", "text/html,application/xhtml+xml,*/*;q=0.8").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("graphql/assets/page.js"));
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
    let script = Request::get("/graphql/assets/graphiql.min.js").body(Body::empty()).unwrap();
    let (status, headers, body) = send(script).await;
    assert_eq!(
        (status, headers[header::CONTENT_TYPE].to_str().unwrap()),
        (StatusCode::OK, "text/javascript; charset=utf-8")
    );
    assert!(body.contains("GraphiQL"));
}
