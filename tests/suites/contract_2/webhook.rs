//! The webhook's address, its registration, and the public address itself.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{House, Plan, Reply, on_both, reads, reply};
use telegram_emulator::{Fault, FaultKind, Phone};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use super::owner;

const INTEGRATION: &str = "/api/v1/telegram/integration";
const WEBHOOK: &str = "/api/v1/telegram/integration/webhook";
const WEBHOOK_URL: &str = "/api/v1/telegram/integration/webhook-url";

async fn the_address_has_a_random_key_or_says_what_is_missing(plan: Plan) {
    let house = plan.clone().public_address().open().await;
    let seen = owner(&house, "default").call(Method::GET, WEBHOOK_URL).await;
    let seen = seen.json(200);
    assert_eq!(switchboard_tests::keys(seen), ["is_configured", "message", "webhook_url"]);
    let url = seen["webhook_url"].as_str().unwrap();
    let key = url.split_once("/api/v1/telegram/webhook/").unwrap().1;
    assert!(key.len() == 43 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)), "{url}");
    assert_eq!(seen["is_configured"], true);
    house.close().await;
    let house = plan.open().await;
    let seen = owner(&house, "default").call(Method::GET, WEBHOOK_URL).await;
    let message = "PUBLIC_API_URL not configured. Set PUBLIC_API_URL environment variable to your domain (e.g., https://yourdomain.com)";
    assert_eq!(*seen.json(200), json!({"webhook_url": "", "is_configured": false, "message": message}));
    let refused = owner(&house, "default").send_to(Method::POST, WEBHOOK, &json!({"webhook_url": ""})).await;
    assert_eq!(refused.problem(400), message);
    house.close().await;
}

async fn only_exactly_that_address_can_be_registered(plan: Plan) {
    let house = plan.public_address().open().await;
    house.announce("Conflict: ");
    let owner = owner(&house, "default");
    let url = owner.call(Method::GET, WEBHOOK_URL).await.body["webhook_url"].as_str().unwrap().to_owned();
    for wrong in [
        format!("{url}/"),
        format!("{url}?x=1"),
        url.replace("http:", "https:"),
        String::new(),
        "https://evil.example".to_owned(),
    ] {
        let refused = owner.send_to(Method::POST, WEBHOOK, &json!({"webhook_url": wrong})).await;
        assert_eq!(refused.problem(400), "The webhook URL must be exactly the one that webhook-url answers.");
    }
    for body in [json!({}), json!({"webhook_url": null}), json!({"webhook_url": 7})] {
        assert!(owner.send_to(Method::POST, WEBHOOK, &body).await.problem(400).contains("webhook_url"));
    }
    let done = owner.send_to(Method::POST, WEBHOOK, &json!({"webhook_url": url})).await;
    assert_eq!(*done.json(200), json!({"success": true, "message": "Webhook registered successfully"}));
    let seen = owner.call(Method::GET, INTEGRATION).await.body;
    assert_eq!((&seen["webhook_url"], &seen["is_webhook_active"]), (&json!(url), &json!(true)));
    let removed = owner.call(Method::DELETE, WEBHOOK).await;
    assert_eq!(*removed.json(200), json!({"success": true, "message": "Webhook removed"}));
    let again = owner.call(Method::DELETE, WEBHOOK).await;
    assert_eq!(*again.json(200), json!({"success": true, "message": "Webhook removed"}));
    let seen = owner.call(Method::GET, INTEGRATION).await.body;
    assert_eq!((&seen["webhook_url"], &seen["is_webhook_active"]), (&Value::Null, &json!(false)));
    house.close().await;
}

async fn plain_http_is_refused_unless_it_is_this_machine(plan: Plan) {
    let house = plan.variable("PUBLIC_API_URL", "http://switchboard.example").open().await;
    let owner = owner(&house, "default");
    let url = owner.call(Method::GET, WEBHOOK_URL).await.body["webhook_url"].clone();
    let refused = owner.send_to(Method::POST, WEBHOOK, &json!({"webhook_url": url})).await;
    assert!(refused.problem(400).contains("https"), "{refused:?}");
    house.close().await;
}

async fn telegram_out_of_reach_is_a_conflict_and_changes_nothing(plan: Plan) {
    let house = plan.public_address().open().await;
    let owner = owner(&house, "default");
    let url = owner.call(Method::GET, WEBHOOK_URL).await.body["webhook_url"].clone();
    house.sim.fault(Fault::new(FaultKind::ResetBefore).method("setWebhook"));
    house.sim.fault(Fault::new(FaultKind::ResetBefore).method("deleteWebhook"));
    let text = "Telegram can't be reached now. Please try again.";
    assert_eq!(owner.send_to(Method::POST, WEBHOOK, &json!({"webhook_url": url})).await.problem(409), text);
    assert_eq!(owner.call(Method::DELETE, WEBHOOK).await.problem(409), text);
    assert_eq!(owner.call(Method::GET, INTEGRATION).await.body["is_webhook_active"], false);
    house.close().await;
}

async fn without_an_integration_it_is_not_found(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    for missing in [
        acme.call(Method::GET, WEBHOOK_URL).await,
        acme.send_to(Method::POST, WEBHOOK, &json!({"webhook_url": "https://x.example"})).await,
        acme.call(Method::DELETE, WEBHOOK).await,
    ] {
        assert_eq!(missing.problem(404), "There is no Telegram integration.");
    }
    house.close().await;
}

/// Listens where Telegram delivers, in the place of the server; answers one call and tells its secret.
async fn secret_of_one_call(listener: TcpListener) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"}") {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).await.unwrap();
        assert_ne!(read, 0, "the call was cut");
        seen.extend_from_slice(&part[..read]);
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}").await.unwrap();
    let text = String::from_utf8(seen).unwrap();
    let header =
        text.lines().find(|line| line.to_lowercase().starts_with("x-telegram-bot-api-secret-token:"));
    header.unwrap().split_once(": ").unwrap().1.to_owned()
}

/// A house whose webhook is registered, and one who wrote to the bot; the path, and the secret that Telegram sends.
async fn registered(plan: Plan) -> (House, Phone, String, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let public = format!("http://{}", listener.local_addr().unwrap());
    let house = plan.variable("PUBLIC_API_URL", public).open().await;
    house.announce("Conflict: ");
    house.quiet().await;
    let owner = owner(&house, "default");
    let url = owner.call(Method::GET, WEBHOOK_URL).await.body["webhook_url"].as_str().unwrap().to_owned();
    owner.send_to(Method::POST, WEBHOOK, &json!({"webhook_url": url})).await.json(200);
    let telegram = tokio::spawn(secret_of_one_call(listener));
    let ann = house.anybody("Ann", "ann_is_first");
    ann.say("Hello").unwrap();
    let secret = telegram.await.unwrap();
    assert!(secret.len() == 43 && !url.contains(&secret), "the secret is not the key of the address");
    (house, ann, format!("/api/{}", url.split_once("/api/").unwrap().1), secret)
}

async fn post(house: &House, path: &str, secret: Option<&str>, body: impl Into<reqwest::Body>) -> Reply {
    let mut request = house.nobody().request(Method::POST, path).body(body);
    if let Some(secret) = secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    reply(request).await
}

async fn an_update_with_the_secret_is_taken_and_everything_else_answers_the_same_401(plan: Plan) {
    let (house, _, path, secret) = registered(plan).await;
    let update = json!({"update_id": 900_000_001}).to_string();
    let taken = post(&house, &path, Some(&secret), update.clone()).await;
    assert_eq!(*taken.json(200), json!({"ok": true}));
    let unknown = "/api/v1/telegram/webhook/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let mut refusals = Vec::new();
    for (path, secret) in [
        (path.as_str(), None),
        (path.as_str(), Some("")),
        (path.as_str(), Some("wrong")),
        (unknown, Some(secret.as_str())),
        (unknown, None),
        ("/api/v1/telegram/webhook/%00%ff", Some(secret.as_str())),
    ] {
        let reply = post(&house, path, secret, update.clone()).await;
        assert_eq!(reply.status, 401, "{reply:?}");
        assert!(!reply.body.to_string().contains(path.rsplit_once('/').unwrap().1), "the key is shown");
        refusals.push((reply.status, reply.header("content-type").to_owned(), reply.body));
    }
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "{refusals:#?}");
    house.close().await;
}

async fn strange_bodies_get_a_clear_status_and_kill_nothing(plan: Plan) {
    let (house, ann, path, secret) = registered(plan).await;
    let secret = Some(secret.as_str());
    let nested = format!("{{\"update_id\":1,\"x\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    for (body, status) in [
        ("x".repeat(2 * 1024 * 1024).into_bytes(), 413),
        (b"{\"update_id\":1,\"x\":\"\xff\"}".to_vec(), 400),
        (nested.into_bytes(), 400),
        ("[".repeat(10_000).into_bytes(), 400),
        (b"null".to_vec(), 400),
        (b"{\"update_id\":99999999999999999999}".to_vec(), 400),
        (b"{\"hello\":\"world\"}".to_vec(), 400),
        (b"[]".to_vec(), 400),
        (b"{\"update_id\":\"1\"}".to_vec(), 400),
        (Vec::new(), 400),
    ] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let reply = post(&house, &path, secret, body).await;
        assert_eq!(reply.status, status, "{shown} → {reply:?}");
        assert_eq!(reply.header("content-type"), "application/problem+json");
    }
    let person = json!({"id": ann.user, "is_bot": false, "first_name": "Ann", "username": "ann_is_first"});
    let chat = json!({"id": ann.user, "type": "private", "first_name": "Ann"});
    let message =
        json!({"message_id": 1, "date": 1_800_000_000, "text": "/start", "chat": chat, "from": person});
    let update = json!({"update_id": 900_000_002, "message": message}).to_string();
    assert_eq!(*post(&house, &path, secret, update).await.json(200), json!({"ok": true}));
    reads(&ann, "code").await;
    house.close().await;
}

on_both!(
    the_address_has_a_random_key_or_says_what_is_missing,
    only_exactly_that_address_can_be_registered,
    plain_http_is_refused_unless_it_is_this_machine,
    telegram_out_of_reach_is_a_conflict_and_changes_nothing,
    without_an_integration_it_is_not_found,
    an_update_with_the_secret_is_taken_and_everything_else_answers_the_same_401,
    strange_bodies_get_a_clear_status_and_kill_nothing,
);
