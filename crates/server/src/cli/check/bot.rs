//! The default tenant's bot: whether Telegram knows its token, whether its support chat can be written to, and whether
//! Telegram and we agree on how updates come.

use std::{sync::Arc, time::Duration};

use secrecy::ExposeSecret as _;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use switchboard_bot::BotApi;
use switchboard_services::{
    bots,
    telegram::{BotAccess, CallError, Telegram},
};
use switchboard_store::{integrations, tenants};

use super::findings::Findings;
use crate::{config::Config, wiring::Parts};

const PATIENCE: Duration = Duration::from_secs(5);

/// `WebhookInfo`, as far as it matters here.
#[derive(Deserialize)]
struct WebhookInfo {
    url: String,
    last_error_message: Option<String>,
}

/// `User` and `ChatFullInfo`: what to call them.
#[derive(Deserialize)]
struct Named {
    username: Option<String>,
    title: Option<String>,
}

/// Looks at the bot that the database knows, or, before the first start, at the one of the environment.
pub(super) async fn look(config: &Config, parts: Option<&Parts>, findings: &mut Findings) {
    let stored = match parts {
        Some(parts) => Bot::stored(parts).await,
        None => Ok(None),
    };
    let bot = match stored {
        Ok(Some(bot)) => bot,
        Ok(None) => match Bot::of_environment(config) {
            Some(bot) => bot,
            None => {
                return findings
                    .note("Bot", "none is connected; set TELEGRAM_BOT_TOKEN, or connect one by a call");
            }
        },
        Err(error) => {
            let mend =
                "put the key that was used before back into ENCRYPTION_KEY, or set the bot's token anew";
            return findings.problem("Bot", format!("its token can't be opened: {error:#}"), mend);
        }
    };
    if bot.is_known(findings).await {
        bot.can_see_support_chat(findings).await;
        bot.gets_updates(findings).await;
    }
}

/// What is looked at.
struct Bot {
    telegram: Arc<dyn Telegram>,
    access: BotAccess,
    support_chat: Option<i64>,
    webhook_url: Option<String>,
}

impl Bot {
    /// The default tenant's, from the database.
    async fn stored(parts: &Parts) -> anyhow::Result<Option<Self>> {
        let reader = parts.core.db.reader();
        let Some(tenant) = tenants::by_slug(reader, "default").await? else { return Ok(None) };
        let Some(integration) = integrations::default_of(reader, tenant.id).await? else { return Ok(None) };
        let Some(bot) = integration.bot_id else { return Ok(None) };
        Ok(Some(Self {
            telegram: Arc::clone(&parts.core.telegram),
            access: bots::access(&parts.core, bot).await?,
            support_chat: integration.support_chat_id,
            webhook_url: integration.webhook_url,
        }))
    }

    fn of_environment(config: &Config) -> Option<Self> {
        let token = config.telegram.bot_token.clone()?;
        let bot = token.expose_secret().split_once(':')?.0.parse().ok()?;
        let api_root = config.telegram.api_url().parse().ok()?;
        Some(Self {
            telegram: Arc::new(BotApi::new().ok()?),
            access: BotAccess { bot, api_root, token, token_version: 0 },
            support_chat: config.telegram.support_chat_id,
            webhook_url: None,
        })
    }

    async fn is_known(&self, findings: &mut Findings) -> bool {
        match self.ask::<Named>("getMe", json!({})).await {
            Ok(me) => {
                findings.good("Bot", format!("@{} answers", me.username.unwrap_or_default()));
                return true;
            }
            Err(CallError::Refused { status: 401 | 404, .. }) => findings.problem(
                "Bot",
                "Telegram refuses its token",
                "take the present token from @BotFather (/token), and see that TELEGRAM_API_URL is the right server",
            ),
            Err(error) => findings.problem(
                "Bot",
                format!("{} can't be reached: {error}", self.access.api_root),
                "see that this machine reaches it, and that TELEGRAM_API_URL is right",
            ),
        }
        false
    }

    async fn can_see_support_chat(&self, findings: &mut Findings) {
        let subject = "Support chat";
        let Some(chat) = self.support_chat else {
            let text = "none is set: what people write is kept, and nobody is told";
            return findings.note(subject, text);
        };
        match self.ask::<Named>("getChat", json!({"chat_id": chat})).await {
            Ok(found) => {
                let name = found.title.or(found.username).unwrap_or_else(|| "a private chat".to_owned());
                findings.good(subject, format!("{chat} ({name}) can be seen by the bot"));
            }
            Err(CallError::Refused { description, .. }) => findings.problem(
                subject,
                format!("the bot can't see {chat}; Telegram says: {description}"),
                "add the bot to that group (as an administrator, so that it sees replies), or, where it is a private \
                 chat, press /start there; then see that SUPPORT_CHAT_ID is the chat's id",
            ),
            Err(error) => findings.problem(subject, format!("it can't be asked for: {error}"), "try again"),
        }
    }

    async fn gets_updates(&self, findings: &mut Findings) {
        let info = match self.ask::<WebhookInfo>("getWebhookInfo", json!({})).await {
            Ok(info) => info,
            Err(error) => {
                return findings.problem("Updates", format!("Telegram was asked: {error}"), "try again");
            }
        };
        match (&self.webhook_url, info.url.as_str()) {
            (None, "") => findings.good("Updates", "fetched by polling"),
            (Some(ours), theirs) if ours == theirs => match info.last_error_message {
                None => findings.good("Updates", "come by webhook"),
                Some(error) => findings.problem(
                    "Updates",
                    format!("Telegram can't deliver them; it says: {error}"),
                    "see that PUBLIC_API_URL leads to this server from outside",
                ),
            },
            (None, _) => findings.problem(
                "Updates",
                "Telegram sends them to a webhook that was set by somebody else, so that polling gets nothing",
                "remove that webhook (deleteWebhook), or register this server's",
            ),
            (Some(_), _) => findings.problem(
                "Updates",
                "this server waits for its webhook, and Telegram has another one or none",
                "register the webhook again",
            ),
        }
    }

    async fn ask<T: DeserializeOwned>(&self, method: &str, params: Value) -> Result<T, CallError> {
        let answer = self.telegram.call(&self.access, method, &params, PATIENCE).await?;
        serde_json::from_str(answer.get()).map_err(|error| CallError::Unreadable(error.to_string()))
    }
}
