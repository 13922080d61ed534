//! Telegram's side of a webhook, played by the test itself: any update, as often and in whatever order it likes.

use reqwest::Method;
use serde_json::Value;
use switchboard_services::sealing::digest;
use telegram_emulator::Sim;

use crate::{Books, Caller, Database};

const SECRET: &str = "a-secret-that-the-test-knows";

/// A webhook that was registered. The local Telegram's own calls are refused from now on: the secret is another.
#[derive(Debug)]
pub struct Hook {
    path: String,
}

impl Hook {
    /// Takes the webhook over that was registered last.
    pub async fn take(sim: &Sim, books: &Books, database: Database) -> Self {
        let set = sim.calls(0).into_iter().rfind(|call| call.method == "setWebhook" && call.ok());
        let url = set.and_then(|call| call.params["url"].as_str().map(str::to_owned)).expect("a webhook");
        let at = url.find("/api/").expect("its path");
        let hash: String = digest(SECRET.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let bytes = if database == Database::Sqlite { format!("x'{hash}'") } else { format!("'\\x{hash}'") };
        let known = "webhook_secret_hash is not null";
        books.change(&format!("update integration set webhook_secret_hash = {bytes} where {known}")).await;
        Self { path: url[at..].to_owned() }
    }

    /// Posts an update; returns the status that was answered.
    pub async fn post(&self, server: &Caller, update: &Value) -> u16 {
        let request = server.request(Method::POST, &self.path);
        let request = request.header("X-Telegram-Bot-Api-Secret-Token", SECRET).json(update);
        request.send().await.expect("an answer").status().as_u16()
    }
}
