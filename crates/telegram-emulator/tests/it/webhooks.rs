//! Webhooks: the secret, the order, the retries.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::{Value, json};
use telegram_emulator::Options;
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
    crate::schema::check("Update", &update);
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
    let call = stage.sim.wait_for_call(0, PATIENCE, |call| call.method == "sendMessage").await.unwrap();
    assert!(call.applied && call.message_id().is_some(), "it is in the log, too");
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

#[tokio::test]
async fn a_strict_emulator_wants_https_and_one_of_the_four_ports() {
    let stage = Stage::with(Options { strict_webhooks: true, ..Options::unlimited() }).await;
    let set = |url: &str| json!({"url": url});
    let refused = stage.fail("setWebhook", set("http://a.example/h")).await;
    assert_eq!(refused, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
    let refused = stage.fail("setWebhook", set("https://a.example:444/h")).await;
    assert_eq!(refused, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
    stage.ok("setWebhook", set("https://a.example:8443/h")).await;
}

#[tokio::test]
async fn chats_go_side_by_side_up_to_max_connections() {
    let stage = Stage::new().await;
    let boris = stage.sim.create_user(telegram_emulator::NewUser::new("Boris")).unwrap();
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let app = Router::new().route(
        "/hook",
        post(move |Json(update): Json<Value>| async move {
            arrived.send(update["message"]["from"]["id"].as_i64().unwrap()).unwrap();
            std::future::pending::<StatusCode>().await
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    stage.ok("setWebhook", json!({"url": url, "max_connections": 2})).await;
    stage.chat.say("one").unwrap();
    stage.chat.say("two").unwrap();
    stage.sim.private(boris, stage.bot.id).say("three").unwrap();
    let mut first = [arrivals.recv().await.unwrap(), arrivals.recv().await.unwrap()];
    first.sort_unstable();
    let mut both = [stage.anna, boris];
    both.sort_unstable();
    assert_eq!(first, both, "Anna's second message waits for her first one");
    // Nobody answers: after a minute of the emulator's clock both are given up, and tried again at once.
    stage.sim.advance(Duration::from_secs(61));
    let given_up = |sim: &telegram_emulator::Sim| (sim.webhook_failures(stage.bot.id) == 2).then_some(());
    stage.sim.wait_for(PATIENCE, given_up).await.unwrap();
    let info = stage.ok("getWebhookInfo", json!({})).await;
    assert_eq!(info["last_error_message"], "Read timeout expired");
    server.abort();
}

#[tokio::test]
async fn a_webhook_that_is_gone_for_23_hours_is_removed() {
    let stage = Stage::new().await;
    let gone: Vec<_> = (0..50).map(|_| (410, json!({}))).collect();
    let receiver = Receiver::answering(&gone).await;
    stage.ok("setWebhook", json!({"url": receiver.url})).await;
    stage.chat.say("hello").unwrap();
    let failed = |times: u64| {
        move |sim: &telegram_emulator::Sim| (sim.webhook_failures(stage.bot.id) >= times).then_some(())
    };
    stage.sim.wait_for(PATIENCE, failed(2)).await.unwrap();
    stage.sim.advance(Duration::from_secs(22 * 3600));
    stage.sim.wait_for(PATIENCE, failed(3)).await.unwrap();
    assert_ne!(stage.ok("getWebhookInfo", json!({})).await["url"], "");
    stage.sim.advance(Duration::from_secs(3600 + 1));
    let removed = |sim: &telegram_emulator::Sim| (sim.webhook_failures(stage.bot.id) == 0).then_some(());
    stage.sim.wait_for(PATIENCE, removed).await.unwrap();
    assert_eq!(stage.ok("getWebhookInfo", json!({})).await["url"], "");
    assert_eq!(stage.ok("getUpdates", json!({})).await.as_array().unwrap().len(), 1, "still kept");
    drop(receiver);
}

#[tokio::test]
async fn updates_are_kept_a_day_and_callback_queries_150_seconds() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let keyboard = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]});
    let asked = json!({"chat_id": stage.anna, "text": "Sure?", "reply_markup": keyboard});
    let asked = stage.ok("sendMessage", asked).await["message_id"].as_i64().unwrap();
    stage.chat.press(asked, "Yes").unwrap();
    let pending = async || stage.ok("getWebhookInfo", json!({})).await["pending_update_count"].clone();
    assert_eq!(pending().await, 2);
    stage.sim.advance(Duration::from_secs(151));
    assert_eq!(pending().await, 1);
    stage.sim.advance(Duration::from_secs(24 * 3600));
    assert_eq!(pending().await, 0);
}
