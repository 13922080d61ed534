//! Webhooks: the secret, the order, the retries.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::{Value, json};
use tokio::sync::{Mutex, mpsc};

use crate::{PATIENCE, Stage};

type Seen = (Option<String>, Value);

/// A receiver that answers with the given statuses, then with 200.
struct Receiver {
    url: String,
    seen: mpsc::UnboundedReceiver<Seen>,
    server: tokio::task::JoinHandle<()>,
}

#[derive(Clone)]
struct Script {
    statuses: Arc<Mutex<Vec<(u16, Value)>>>,
    seen: mpsc::UnboundedSender<Seen>,
}

impl Receiver {
    async fn answering(statuses: &[(u16, Value)]) -> Self {
        let (sender, seen) = mpsc::unbounded_channel();
        let script = Script { statuses: Arc::new(Mutex::new(statuses.to_vec())), seen: sender };
        let app = Router::new().route("/hook", post(receive)).with_state(script);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Receiver { url, seen, server }
    }

    async fn next(&mut self) -> Seen {
        tokio::time::timeout(PATIENCE, self.seen.recv()).await.unwrap().unwrap()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn receive(
    State(script): State<Script>,
    headers: HeaderMap,
    Json(update): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let secret =
        headers.get("x-telegram-bot-api-secret-token").map(|value| value.to_str().unwrap().to_owned());
    script.seen.send((secret, update)).unwrap();
    let mut statuses = script.statuses.lock().await;
    let (status, body) = if statuses.is_empty() { (200, json!({})) } else { statuses.remove(0) };
    (StatusCode::from_u16(status).unwrap(), Json(body))
}

#[tokio::test]
async fn updates_are_posted_with_the_secret_and_leave_the_queue() {
    let stage = Stage::new().await;
    let mut receiver = Receiver::answering(&[]).await;
    let answer = stage.call("setWebhook", json!({"url": receiver.url, "secret_token": "s3cret_-"})).await;
    assert_eq!(answer, json!({"ok": true, "result": true, "description": "Webhook was set"}));
    stage.chat.say("hello").unwrap();
    let (secret, update) = receiver.next().await;
    assert_eq!(secret.as_deref(), Some("s3cret_-"));
    assert_eq!(update["message"]["text"], "hello");
    let empty = |sim: &telegram_emulator::Sim| (sim.pending_updates(stage.bot.id) == 0).then_some(());
    stage.sim.wait_for(PATIENCE, empty).await.unwrap();
}

#[tokio::test]
async fn a_failed_update_is_retried_at_once_then_later_and_nothing_overtakes_it() {
    let stage = Stage::new().await;
    let failed = || (500, json!({}));
    let mut receiver = Receiver::answering(&[failed(), failed()]).await;
    stage.ok("setWebhook", json!({"url": receiver.url})).await;
    stage.chat.say("first").unwrap();
    stage.chat.say("second").unwrap();
    assert_eq!(receiver.next().await.1["message"]["text"], "first");
    assert_eq!(receiver.next().await.1["message"]["text"], "first", "the retry comes at once");
    let noted = |sim: &telegram_emulator::Sim| (sim.webhook_failures(stage.bot.id) == 2).then_some(());
    stage.sim.wait_for(PATIENCE, noted).await.unwrap();
    let info = stage.ok("getWebhookInfo", json!({})).await;
    assert_eq!(info["pending_update_count"], 2);
    assert_eq!(info["last_error_message"], "Wrong response from the webhook: 500 Internal Server Error");
    stage.sim.advance(Duration::from_secs(2));
    assert_eq!(receiver.next().await.1["message"]["text"], "first");
    assert_eq!(receiver.next().await.1["message"]["text"], "second");
}

#[tokio::test]
async fn a_method_in_the_answer_is_carried_out() {
    let stage = Stage::new().await;
    let reply = json!({"method": "sendMessage", "chat_id": stage.anna, "text": "from the answer"});
    let receiver = Receiver::answering(&[(200, reply)]).await;
    stage.ok("setWebhook", json!({"url": receiver.url})).await;
    let asked = stage.chat.say("hello").unwrap();
    assert_eq!(stage.chat.wait_for_bot(asked, PATIENCE).await.unwrap().text, "from the answer");
}

#[tokio::test]
async fn pending_updates_can_be_dropped_and_bad_secrets_are_refused() {
    let stage = Stage::new().await;
    stage.chat.say("old").unwrap();
    let url = "http://127.0.0.1:9/hook";
    assert_eq!(
        stage.fail("setWebhook", json!({"url": url, "secret_token": "no spaces"})).await,
        "Bad Request: secret token contains unallowed characters"
    );
    stage.ok("setWebhook", json!({"url": url, "drop_pending_updates": true})).await;
    assert_eq!(stage.ok("getWebhookInfo", json!({})).await["pending_update_count"], 0);
    let answer = stage.call("deleteWebhook", json!({})).await;
    assert_eq!(answer["description"], "Webhook was deleted");
}
