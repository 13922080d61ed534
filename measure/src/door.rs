//! Calls to a server over HTTP, as an application makes them, and as Telegram does.

use anyhow::{Context as _, ensure};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};

use crate::house::{House, Person, WEBHOOK_SECRET};

const TEST: &str =
    "mutation TestTelegramConnection($chatId: String!) { testTelegramConnection(chatId: $chatId) }";

/// A client with the application's token.
#[derive(Clone, Debug)]
pub struct Door {
    client: reqwest::Client,
    address: String,
    token: String,
}

impl Door {
    /// For the server at `address`, which is over the data of `house`.
    ///
    /// # Errors
    /// When no client can be built.
    pub fn new(house: &House, address: &str) -> anyhow::Result<Self> {
        #[allow(clippy::disallowed_methods, reason = "the one place that builds the client of callers")]
        let client =
            reqwest::Client::builder().tcp_nodelay(true).pool_max_idle_per_host(256).no_proxy().build()?;
        let secret =
            house.environment.iter().find(|(name, _)| *name == "JWT_SECRET").map(|(_, secret)| secret);
        let key = EncodingKey::from_secret(secret.context("a secret")?.as_bytes());
        let claims =
            json!({"sub": "1", "role": "admin", "tenant": house.actor.tenant_slug, "exp": 4_000_000_000_u64});
        let token = jsonwebtoken::encode(&Header::default(), &claims, &key)?;
        Ok(Self { client, address: address.to_owned(), token })
    }

    /// `testTelegramConnection`: returns when Telegram has taken the message.
    ///
    /// # Errors
    /// When it has not.
    pub async fn test(&self, person: &Person) -> anyhow::Result<()> {
        let variables = json!({"chatId": person.telegram.to_string()});
        let call = self.client.post(format!("http://{}/graphql", self.address)).bearer_auth(&self.token);
        let answer: Value =
            call.json(&json!({"query": TEST, "variables": variables})).send().await?.json().await?;
        ensure!(answer["data"]["testTelegramConnection"] == true, "not taken: {answer}");
        Ok(())
    }

    /// An update, to the webhook at `url`.
    ///
    /// # Errors
    /// When it is not taken.
    pub async fn update(&self, url: &str, raw: String) -> anyhow::Result<()> {
        let call = self.client.post(url).header("X-Telegram-Bot-Api-Secret-Token", WEBHOOK_SECRET);
        let answer = call.header("content-type", "application/json").body(raw).send().await?;
        ensure!(answer.status().is_success(), "the webhook answered {}", answer.status());
        // Read, so that the connection can be used again.
        answer.bytes().await?;
        Ok(())
    }
}
