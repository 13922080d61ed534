//! The emulator as bots and scripts see it: a real listener on a free port, plain HTTP, and people played in process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod albums;
mod chats;
mod control;
mod editing;
mod faults;
mod files;
mod groups;
mod limits;
mod messages;
mod polling;
mod reactions;
mod schema;
mod teloxide_client;
mod topics;
mod transport;
mod typed;
mod webhooks;

use std::time::Duration;

use reqwest::{Client, Response};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use telegram_emulator::{BotInfo, Emulator, NewBot, NewGroup, NewUser, Options, Phone, Sim};

/// Long enough for any machine; nothing waits this long unless a promise is broken.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// An emulator with one bot and one person.
pub struct Stage {
    pub telegram: Emulator,
    pub sim: Sim,
    pub bot: BotInfo,
    pub anna: i64,
    pub chat: Phone,
    pub http: Client,
}

impl Stage {
    pub async fn new() -> Self {
        Stage::with(Options::unlimited()).await
    }

    pub async fn with(options: Options) -> Self {
        let telegram = Emulator::start(options).await.unwrap();
        let sim = telegram.sim();
        let bot = sim.create_bot(NewBot::new("shop_bot", "Shop")).unwrap();
        let anna = sim.create_user(NewUser::new("Anna").username("anna").language("ru")).unwrap();
        let chat = sim.private(anna, bot.id);
        let http = Client::builder().no_proxy().build().unwrap();
        Stage { telegram, sim, bot, anna, chat, http }
    }

    pub fn method_url(&self, method: &str) -> String {
        format!("{}/bot{}/{method}", self.telegram.url(), self.bot.token.expose_secret())
    }

    pub async fn raw(&self, method: &str, params: Value) -> reqwest::Result<Response> {
        self.http.post(self.method_url(method)).json(&params).send().await
    }

    /// The whole answer, whatever it is; the HTTP status equals `error_code`, the result is of the published type.
    pub async fn call(&self, method: &str, params: Value) -> Value {
        let response = self.raw(method, params).await.unwrap();
        let status = u64::from(response.status().as_u16());
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["error_code"].as_u64().unwrap_or(200), status);
        assert!(!body.to_string().contains("null"), "the Bot API never writes null: {body}");
        if body["ok"] == true {
            schema::check_result(method, &body["result"]);
        }
        body
    }

    /// The result of a call that succeeds.
    pub async fn ok(&self, method: &str, params: Value) -> Value {
        let answer = self.call(method, params).await;
        assert_eq!(answer["ok"], true, "{answer}");
        answer["result"].clone()
    }

    /// The description of a call that fails.
    pub async fn fail(&self, method: &str, params: Value) -> String {
        let answer = self.call(method, params).await;
        assert_eq!(answer["ok"], false, "{answer}");
        answer["description"].as_str().unwrap().to_owned()
    }

    /// A forum with Anna as its creator and the bot as an administrator, and Anna in it. What was told so far is gone.
    pub async fn forum(&self) -> (i64, Phone) {
        let new = NewGroup::new("Support").forum().member(self.anna).admin_bot(self.bot.id);
        let group = self.sim.create_group(new).unwrap();
        self.updates().await;
        (group, self.sim.in_group(self.anna, group))
    }

    /// What waits for the bot, confirmed.
    pub async fn updates(&self) -> Vec<Value> {
        let updates = self.ok("getUpdates", json!({})).await.as_array().unwrap().clone();
        if let Some(last) = updates.iter().filter_map(|update| update["update_id"].as_i64()).max() {
            self.ok("getUpdates", json!({"offset": last + 1})).await;
        }
        updates
    }
}
