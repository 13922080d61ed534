//! teloxide sending with nothing stored: what a plain bot does.

use std::sync::Arc;

use anyhow::Context as _;
use teloxide::{
    Bot,
    payloads::SendMessage,
    requests::{JsonRequest, Requester as _},
    types::ChatId,
};
use tokio::sync::Semaphore;
use url::Url;

/// As many calls at the same time as the server makes.
const CALLS: usize = 64;

/// teloxide's client, shared by all bots.
#[derive(Clone, Debug)]
pub struct Teloxide {
    client: reqwest::Client,
    root: Url,
    permits: Arc<Semaphore>,
}

impl Teloxide {
    /// For the server at `root`.
    ///
    /// # Errors
    /// When no client can be built.
    pub fn new(root: Url) -> anyhow::Result<Self> {
        #[allow(clippy::disallowed_methods, reason = "the one place that builds the floor's client")]
        let client =
            reqwest::Client::builder().tcp_nodelay(true).pool_max_idle_per_host(256).no_proxy().build()?;
        Ok(Self { client, root, permits: Arc::new(Semaphore::new(CALLS)) })
    }

    /// A call as the bot, not made yet.
    pub fn message(&self, bot: i64, chat: i64, text: &str) -> JsonRequest<SendMessage> {
        let bot = Bot::with_client(format!("{bot}:{}", "m".repeat(35)), self.client.clone());
        bot.set_api_url(self.root.clone()).send_message(ChatId(chat), text)
    }

    /// Sends one message; Telegram's id of it.
    ///
    /// # Errors
    /// When the call fails.
    pub async fn send(&self, bot: i64, chat: i64, text: &str) -> anyhow::Result<i64> {
        let _permit = self.permits.acquire().await.context("closed")?;
        Ok(i64::from(self.message(bot, chat, text).await?.id.0))
    }
}
