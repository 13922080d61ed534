//! Ann's phone in the local Telegram.

use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::json;

use crate::api::setting;

pub(crate) struct Phone {
    telegram: String,
    client: reqwest::Client,
}

impl Phone {
    pub(crate) fn new() -> anyhow::Result<Self> {
        Ok(Self { telegram: setting("DEMO_TELEGRAM")?, client: reqwest::Client::new() })
    }

    /// Her words, and what the chat says within `wait` seconds.
    pub(crate) async fn say(&self, text: &str, wait: u8) -> anyhow::Result<String> {
        let words = json!({ "user": "ann", "text": text, "wait": wait });
        let request = self.client.post(format!("{}/_sim/say", self.telegram)).json(&words);
        Ok(request.send().await?.error_for_status()?.text().await?)
    }

    /// Her words, once a subscription had time to open.
    pub(crate) async fn says_soon(&self, text: &str) -> anyhow::Result<()> {
        tokio::time::sleep(Duration::from_millis(500)).await;
        self.say(text, 0).await.map(drop)
    }

    /// The code that the bot answers /start with: the last six digits in a row.
    pub(crate) async fn code(&self) -> anyhow::Result<String> {
        let said = self.say("/start", 10).await?;
        let mut numbers = said.split(|c: char| !c.is_alphanumeric()).filter(|word| is_code(word));
        numbers.next_back().map(str::to_owned).with_context(|| format!("no code in {said}"))
    }

    /// Until she has read it.
    pub(crate) async fn reads(&self, text: &str) -> anyhow::Result<()> {
        for _ in 0..100 {
            let transcript = self.client.get(format!("{}/_sim/transcript?user=ann", self.telegram));
            if transcript.send().await?.text().await?.contains(text) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("Ann never read {text}")
    }
}

fn is_code(word: &str) -> bool {
    word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit())
}
