//! Requests that want to hurt leave the server up, and everybody else served.

use std::{io, time::Duration};

use futures::stream;
use reqwest::{Body, Method};
use serde_json::json;
use switchboard_tests::{House, Plan, on_both};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

async fn is_up(house: &House) {
    let answer = house.user(7).graphql("{ viewer { userId } }", json!({})).await;
    assert_eq!(*answer.value(), json!({"userId": "7"}));
}

async fn ten_megabytes_are_refused_and_not_read_to_the_end(plan: Plan) {
    let house = plan.open().await;
    let request =
        || house.nobody().request(Method::POST, "/graphql").header("Content-Type", "application/json");
    let declared = request().body(vec![b' '; 10 * 1024 * 1024]).send().await;
    // The connection may be closed while the rest is still being sent.
    assert!(declared.is_err() || declared.unwrap().status() == 413);
    let chunks = stream::iter((0..160).map(|_| Ok::<_, io::Error>(vec![b' '; 64 * 1024])));
    let streamed = request().body(Body::wrap_stream(chunks)).send().await;
    assert!(streamed.is_err() || streamed.unwrap().status() == 413);
    is_up(&house).await;
    house.close().await;
}

async fn a_slow_body_is_cut_by_the_deadline(plan: Plan) {
    let house = plan.open().await;
    let nobody = house.nobody();
    let address = nobody.request(Method::GET, "/").build().unwrap().url().clone();
    let address = (address.host_str().unwrap().to_owned(), address.port().unwrap());
    let mut connection = TcpStream::connect(address).await.unwrap();
    let head = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let read = tokio::time::timeout(Duration::from_secs(30), connection.read_to_string(&mut answer));
    read.await.expect("the server ends it").unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    is_up(&house).await;
    house.close().await;
}

async fn a_compressed_bomb_is_not_unpacked(plan: Plan) {
    let house = plan.open().await;
    for encoding in ["gzip", "br", "zstd", "deflate"] {
        let request =
            house.nobody().request(Method::POST, "/graphql").header("Content-Type", "application/json");
        let answer =
            request.header("Content-Encoding", encoding).body(vec![0x1f; 1000]).send().await.unwrap();
        assert_eq!(answer.status(), 415, "{encoding}");
    }
    is_up(&house).await;
    house.close().await;
}

async fn documents_that_aborted_the_process_are_answered(plan: Plan) {
    let house = plan.open().await;
    for document in [
        format!("{{a(b:{}{})}}", "[".repeat(2_000), "]".repeat(2_000)),
        format!("{{a(b:{}1{})}}", "{c:".repeat(2_000), "}".repeat(2_000)),
        format!("{}a{}", "{a".repeat(100_000), "}".repeat(100_000)),
        "{...f0}".to_owned()
            + &(0..20)
                .map(|n| format!("fragment f{n} on Query{{...f{} ...f{}}}", n + 1, n + 1))
                .collect::<String>()
            + "fragment f20 on Query{__typename}",
    ] {
        let answer = house.nobody().graphql(&document, json!({})).await;
        assert!(answer.code().starts_with("GRAPHQL_"), "{answer:?}");
    }
    is_up(&house).await;
    house.close().await;
}

on_both!(
    ten_megabytes_are_refused_and_not_read_to_the_end,
    a_slow_body_is_cut_by_the_deadline,
    a_compressed_bomb_is_not_unpacked,
    documents_that_aborted_the_process_are_answered,
);
