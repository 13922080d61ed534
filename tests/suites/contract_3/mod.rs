//! CONTRACTS.md, section 3: linking one's own account by a deep link, over HTTP and in the bot.

use reqwest::Method;
use serde_json::Value;
use switchboard_tests::{Caller, House, PATIENCE, button};
use telegram_emulator::{Phone, Seen};

mod buttons;
mod envelopes;
mod refusals;
mod tokens;
mod twins;

/// An answer with its headers.
struct Reply {
    status: u16,
    content_type: String,
    authenticate: String,
    body: Value,
}

/// Calls an address below `/api/2.0/settings/telegram`.
async fn call(caller: &Caller, method: Method, path: &str) -> Reply {
    let request = caller.request(method, &format!("/api/2.0/settings/telegram{path}"));
    let response = request.send().await.unwrap();
    let header =
        |name: &str| response.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let (content_type, authenticate) = (header("content-type"), header("www-authenticate"));
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    Reply {
        status,
        content_type,
        authenticate,
        body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
    }
}

async fn get(caller: &Caller, path: &str) -> Value {
    let reply = call(caller, Method::GET, path).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body["response"].clone()
}

/// The caller's link.
async fn link(caller: &Caller) -> String {
    get(caller, "/link").await.as_str().unwrap().to_owned()
}

fn token(link: &str) -> &str {
    link.split_once("?start=").unwrap().1
}

/// 0, 1 or 2.
async fn status(caller: &Caller) -> Value {
    get(caller, "/check").await["status"].clone()
}

/// The person opens the link in Telegram; answers the bot's question with its two buttons.
async fn open(phone: &Phone, link: &str) -> Seen {
    let opened = phone.say(format!("/start {}", token(link))).unwrap();
    let question = |seen: &Seen| seen.message_id > opened && button(seen, "link:").is_some();
    phone.wait_for(PATIENCE, question).await.expect("a question with buttons")
}

/// The person opens a link that does not work; answers what the bot says.
async fn open_in_vain(phone: &Phone, payload: &str) -> String {
    let opened = phone.say(format!("/start {payload}")).unwrap();
    let told = phone.wait_for_bot(opened, PATIENCE).await.expect("an answer");
    assert!(told.buttons.is_empty(), "{told:?}");
    told.text
}

/// The person presses Link and reads that it worked.
async fn accept(house: &House, phone: &Phone, question: &Seen) -> Seen {
    let toast = house.pressed(phone, question.message_id, "Link").await;
    assert_eq!(toast, "", "the message says it, once");
    let confirms = |seen: &Seen| seen.message_id > question.message_id && button(seen, "disown:").is_some();
    phone.wait_for(PATIENCE, confirms).await.expect("a confirmation")
}

const STALE: &str = "This link does not work any more. Please ask for a new one in the application.";
