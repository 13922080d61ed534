//! The webhook of the tenant's default bot. Its address holds a random key, its calls a separate random secret of which
//! only the digest is stored. Telegram is asked first and the result stored after: a call that comes in between is
//! refused, and Telegram repeats it.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use switchboard_store::{entities::integration, integrations};
use url::{Host, Url};

use super::{ALLOWED_UPDATES, Integrations, PATIENCE, WebhookAddress, random_key};
use crate::{
    actor::Actor,
    audit::{self, Act},
    bots,
    error::{Error, Result},
    sealing::digest,
    telegram::CallError,
    work::Work,
};

const MISSING_ADDRESS: &str = "PUBLIC_API_URL not configured. Set PUBLIC_API_URL environment variable to your domain (e.g., https://yourdomain.com)";
const ADDRESS_READY: &str = "Register this address to receive updates by webhook.";

impl Integrations {
    /// The address to register as the webhook.
    ///
    /// # Errors
    /// Without the scope `integrations`; `NotFound` if there is no integration.
    pub async fn webhook_address(&self, actor: &Actor) -> Result<WebhookAddress> {
        let integration = self.own_integration(actor).await?;
        Ok(address(self.core.settings.public_api_url.as_ref(), &integration.webhook_key))
    }

    /// Registers the webhook at Telegram; from then on the bot is not polled.
    ///
    /// # Errors
    /// `BadInput` unless it is exactly what [`webhook_address`](Self::webhook_address) answers, over https or to this
    /// machine itself; `Conflict` when Telegram refuses it or can't be reached.
    pub async fn register_webhook(&self, actor: &Actor, webhook_url: &str) -> Result<()> {
        let integration = self.own_integration(actor).await?;
        must_be_ours(self.core.settings.public_api_url.as_ref(), &integration.webhook_key, webhook_url)?;
        let secret = SecretString::from(random_key());
        let params = json!({
            "url": webhook_url,
            "secret_token": secret.expose_secret(),
            "allowed_updates": ALLOWED_UPDATES,
        });
        self.tell_telegram(&integration, "setWebhook", &params).await?;
        let secret_hash = digest(secret.expose_secret().as_bytes());
        self.store_webhook(actor, &integration, Some((webhook_url, secret_hash))).await
    }

    /// Removes the webhook at Telegram; from then on the bot is polled.
    ///
    /// # Errors
    /// Without the scope `integrations`; `NotFound` if there is no integration; `Conflict` when Telegram can't be
    /// reached.
    pub async fn remove_webhook(&self, actor: &Actor) -> Result<()> {
        let integration = self.own_integration(actor).await?;
        self.tell_telegram(&integration, "deleteWebhook", &json!({})).await?;
        self.store_webhook(actor, &integration, None).await
    }

    async fn tell_telegram(
        &self,
        integration: &integration::Model,
        method: &str,
        params: &Value,
    ) -> Result<()> {
        let bot = integration.bot_id.ok_or_else(|| Error::not_found("This integration has no bot."))?;
        let access = bots::access(&self.core, bot).await?;
        match self.core.telegram.call(&access, method, params, PATIENCE).await {
            // Unreadable means that it was done all the same.
            Ok(_) | Err(CallError::Unreadable(_)) => Ok(()),
            Err(error) => {
                tracing::warn!(bot, method, %error, "Telegram did not change the webhook");
                Err(refusal(&error))
            }
        }
    }

    async fn store_webhook(
        &self,
        actor: &Actor,
        integration: &integration::Model,
        webhook: Option<(&str, Vec<u8>)>,
    ) -> Result<()> {
        let act = if webhook.is_some() { Act::WebhookRegistered } else { Act::WebhookRemoved };
        let work = Work::begin(&self.core).await?;
        if !integrations::set_webhook(work.tx(), integration, webhook, work.now).await? {
            return Err(conflict("The integration was changed meanwhile. Please try again."));
        }
        audit::record(&work, actor, act(integration.id)).await?;
        work.commit().await?;
        self.core.wakes.roster_changed();
        Ok(())
    }
}

fn address(public: Option<&Url>, key: &str) -> WebhookAddress {
    match public {
        Some(public) => WebhookAddress {
            webhook_url: format!("{}/api/v1/telegram/webhook/{key}", public.as_str().trim_end_matches('/')),
            is_configured: true,
            message: ADDRESS_READY.to_owned(),
        },
        None => WebhookAddress {
            webhook_url: String::new(),
            is_configured: false,
            message: MISSING_ADDRESS.to_owned(),
        },
    }
}

fn must_be_ours(public: Option<&Url>, key: &str, webhook_url: &str) -> Result<()> {
    let expected = address(public, key);
    let Some(public) = public else { return Err(Error::bad_input(expected.message)) };
    if webhook_url != expected.webhook_url {
        return Err(Error::bad_input("The webhook URL must be exactly the one that webhook-url answers."));
    }
    if public.scheme() != "https" && !is_loopback(public) {
        return Err(Error::bad_input(
            "Telegram calls https addresses only. PUBLIC_API_URL must begin with https://.",
        ));
    }
    Ok(())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn refusal(error: &CallError) -> Error {
    match error {
        CallError::Refused { retry_after: Some(seconds), .. } => {
            Error::RateLimited { retry_after: Duration::from_secs(u64::from(*seconds)) }
        }
        CallError::Refused { status: 401 | 404, .. } => conflict("Telegram refuses the bot's token."),
        CallError::Refused { .. } => conflict("Telegram refused to change the webhook."),
        _ => conflict("Telegram can't be reached now. Please try again."),
    }
}

fn conflict(text: &str) -> Error {
    Error::Conflict(text.to_owned())
}
