//! Each way that a call can end, against a server that says exactly what the test wants.

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;
use serde_json::{Value, json, value::RawValue};
use switchboard_services::telegram::{BotAccess, CallError, Telegram as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Mutex,
};

use super::BotApi;

const TOKEN: &str = "42:AAverySecretHalf";
const PLENTY: Duration = Duration::from_secs(20);

/// What the server does with a connection.
enum Act {
    /// Reads the request, writes these bytes, and closes.
    Answer(String),
    /// Reads the request and resets.
    ResetAfterReading,
    /// Closes before reading anything.
    CloseAtOnce,
    /// Reads the request and never answers.
    Silence,
}

fn http(status: &str, headers: &str, body: &str) -> Act {
    Act::Answer(format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len()))
}

/// The request as it came: head and body.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned)
                })
                .map_or(0, |length| length.parse::<usize>().unwrap());
            if body.len() >= length {
                return text;
            }
        }
        let read = stream.read(&mut chunk).await.unwrap();
        assert!(read > 0, "the client went away");
        request.extend_from_slice(&chunk[..read]);
    }
}

/// Calls `getMe` once against a server that does `act`; also returns what the server read.
async fn call(act: Act, timeout: Duration) -> (Result<Box<RawValue>, CallError>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&seen);
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        if let Act::CloseAtOnce = act {
            stream.set_zero_linger().unwrap();
            return;
        }
        *heard.lock().await = read_request(&mut stream).await;
        match act {
            Act::Answer(bytes) => {
                stream.write_all(bytes.as_bytes()).await.unwrap();
                stream.shutdown().await.unwrap();
            }
            Act::ResetAfterReading => stream.set_zero_linger().unwrap(),
            Act::Silence => std::future::pending().await,
            Act::CloseAtOnce => {}
        }
    });
    let result = BotApi::new().unwrap().call(&access(&root), "getMe", &json!({"a": 1}), timeout).await;
    if !matches!(result, Err(CallError::Ambiguous(_))) || server.is_finished() {
        server.await.unwrap();
    } else {
        server.abort();
    }
    let seen = seen.lock().await.clone();
    (result, seen)
}

fn access(root: &str) -> BotAccess {
    BotAccess { bot: 42, api_root: root.parse().unwrap(), token: SecretString::from(TOKEN), token_version: 1 }
}

async fn result_of(act: Act) -> Result<Box<RawValue>, CallError> {
    let (result, _) = call(act, PLENTY).await;
    if let Err(error) = &result {
        assert!(!error.to_string().contains("verySecret"), "{error}");
        assert!(!format!("{error:?}").contains("verySecret"), "{error:?}");
    }
    result
}

fn refused(status: u16, description: &str, retry_after: Option<u32>, migrate_to: Option<i64>) -> CallError {
    CallError::Refused { status, description: description.to_owned(), retry_after, migrate_to }
}

#[tokio::test]
async fn a_result_comes_back_as_telegram_wrote_it() {
    let act = http("200 OK", "", r#"{"ok":true,"result":{"id":42,  "new":[1.0]},"description":7}"#);
    let (result, request) = call(act, PLENTY).await;
    assert_eq!(result.unwrap().get(), r#"{"id":42,  "new":[1.0]}"#);
    assert!(request.starts_with("POST /bot42:AAverySecretHalf/getMe HTTP/1.1\r\n"), "{request}");
    assert_eq!(
        serde_json::from_str::<Value>(request.split_once("\r\n\r\n").unwrap().1).unwrap(),
        json!({"a": 1})
    );
}

#[tokio::test]
async fn a_path_in_the_servers_address_is_kept_and_the_token_stays_one_segment() {
    let mut access = access("http://127.0.0.1:1/telegram/");
    assert_eq!(super::address(&access, "getMe").unwrap().path(), "/telegram/bot42:AAverySecretHalf/getMe");
    access.token = SecretString::from("42:a/../b?c#d");
    assert_eq!(super::address(&access, "getMe").unwrap().path(), "/telegram/bot42:a%2F..%2Fb%3Fc%23d/getMe");
}

#[tokio::test]
async fn a_refusal_carries_telegrams_code_words_and_parameters() {
    let body = r#"{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}"#;
    let error = result_of(http("403 Forbidden", "", body)).await.unwrap_err();
    assert_eq!(error, refused(403, "Forbidden: bot was blocked by the user", None, None));

    let body = r#"{"ok":false,"error_code":400,"description":"upgraded","parameters":{"migrate_to_chat_id":-1001234567890}}"#;
    let error = result_of(http("400 Bad Request", "", body)).await.unwrap_err();
    assert_eq!(error, refused(400, "upgraded", None, Some(-1_001_234_567_890)));

    let error = result_of(http("401 Unauthorized", "", r#"{"ok":false}"#)).await.unwrap_err();
    assert_eq!(error, refused(401, "no description", None, None));
}

#[tokio::test]
async fn a_token_in_telegrams_words_is_hidden() {
    let body = r#"{"ok":false,"error_code":404,"description":"no bot42:AAverySecretHalf here"}"#;
    let error = result_of(http("404 Not Found", "", body)).await.unwrap_err();
    assert_eq!(error, refused(404, "no bot[token] here", None, None));
}

#[tokio::test]
async fn the_time_to_wait_is_read_from_the_body_or_else_from_the_header() {
    let body =
        r#"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":7}}"#;
    let error = result_of(http("429 Too Many Requests", "Retry-After: 9\r\n", body)).await.unwrap_err();
    assert_eq!(error, refused(429, "Too Many Requests", Some(7), None));

    let body = r#"{"ok":false,"error_code":429,"description":"Too Many Requests"}"#;
    let error = result_of(http("429 Too Many Requests", "Retry-After: 9\r\n", body)).await.unwrap_err();
    assert_eq!(error, refused(429, "Too Many Requests", Some(9), None));

    let error = result_of(http("429 Too Many Requests", "retry-after: 3\r\n", "<html>")).await.unwrap_err();
    assert_eq!(error, refused(429, "Too Many Requests", Some(3), None));
}

#[tokio::test]
async fn done_but_unreadable_is_told_from_lost() {
    for body in [r#"{"ok":true}"#, r#"{"ok":true,"outcome":1}"#, r#"{"ok":true,"result":null}"#] {
        let error = result_of(http("200 OK", "", body)).await.unwrap_err();
        assert!(matches!(error, CallError::Unreadable(_)), "{body}: {error:?}");
    }
    for body in [r#"{"ok":true,"result":{"message_id":1"#, "", "[]", "<html>gateway</html>"] {
        let error = result_of(http("200 OK", "", body)).await.unwrap_err();
        assert!(matches!(error, CallError::Ambiguous(_)), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn a_server_error_is_a_lost_answer_whatever_its_body_says() {
    for body in ["<html>502</html>", r#"{"ok":false,"error_code":502,"description":"Bad Gateway"}"#, ""] {
        let error = result_of(http("502 Bad Gateway", "", body)).await.unwrap_err();
        assert!(matches!(error, CallError::Ambiguous(_)), "{body}: {error:?}");
    }
    let body = r#"{"ok":false,"error_code":500,"description":"Internal Server Error: restart"}"#;
    let error = result_of(http("200 OK", "", body)).await.unwrap_err();
    assert!(matches!(error, CallError::Ambiguous(_)), "{error:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let act = http("302 Found", "Location: http://127.0.0.1:9/bot42:AAverySecretHalf/getMe\r\n", "");
    assert!(matches!(result_of(act).await, Err(CallError::Refused { status: 302, .. })));
}

#[tokio::test]
async fn resets_and_short_answers_are_lost_answers() {
    let short = Act::Answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ok\":true,".to_owned());
    for act in [Act::ResetAfterReading, short, Act::Answer("HTTP/1.1 200".to_owned())] {
        let error = result_of(act).await.unwrap_err();
        assert!(matches!(error, CallError::Ambiguous(_)), "{error:?}");
    }
    // The connection stood, so that nobody can say how much was written.
    let error = result_of(Act::CloseAtOnce).await.unwrap_err();
    assert!(matches!(error, CallError::Ambiguous(_)), "{error:?}");
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let body = format!(r#"{{"ok":true,"result":"{}"}}"#, "x".repeat(super::ANSWER_LIMIT));
    let error = result_of(http("200 OK", "", &body)).await.unwrap_err();
    assert!(matches!(error, CallError::Ambiguous(_)), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_is_lost() {
    let (result, _) = call(Act::Silence, Duration::from_millis(200)).await;
    assert!(matches!(result, Err(CallError::Ambiguous(_))), "{result:?}");
}

#[tokio::test]
async fn what_could_not_connect_was_surely_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let result = BotApi::new().unwrap().call(&access(&closed), "getMe", &json!({}), PLENTY).await;
    let error = result.unwrap_err();
    assert!(matches!(error, CallError::Unsent(_)), "{error:?}");
    assert!(!format!("{error:?}").contains("verySecret"), "{error:?}");
    let nowhere = access("mailto:somebody@example.org");
    let result = BotApi::new().unwrap().call(&nowhere, "getMe", &json!({}), PLENTY).await;
    assert!(matches!(result, Err(CallError::Unsent(_))), "{result:?}");
}

#[tokio::test]
async fn a_handshake_that_fails_is_surely_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("https://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"this is no TLS").await.unwrap();
    });
    let result = BotApi::new().unwrap().call(&access(&root), "getMe", &json!({}), PLENTY).await;
    assert!(matches!(result, Err(CallError::Unsent(_))), "{result:?}");
    server.await.unwrap();
}
