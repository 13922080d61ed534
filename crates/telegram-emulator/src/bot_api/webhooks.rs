//! `setWebhook`, `deleteWebhook`, `getWebhookInfo`. Setting one ends a poll that waits; the posting itself is done by
//! `crate::webhook`.

use secrecy::SecretString;
use serde_json::{Value, json};
use url::Url;

use super::{Answer, Outcome, Params};
use crate::{
    error::ApiError,
    error_texts as texts,
    world::{Bot, Webhook, World},
};

pub(super) fn set_webhook(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let url = params.text("url").trim().to_owned();
    if url.is_empty() {
        return delete_webhook(world, bot, params);
    }
    check_url(&url, world.strict_webhooks)?;
    let secret = params.text("secret_token");
    if secret.len() > 256 {
        return Err(texts::SECRET_TOO_LONG.into());
    }
    if !secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
        return Err(texts::SECRET_INVALID.into());
    }
    let max_connections = match params.int("max_connections") {
        0 => 40,
        wanted => wanted.clamp(1, 100) as usize,
    };
    let allowed = params.json("allowed_updates")?;
    world.spend_webhook(bot)?;
    let bot = own(world, bot)?;
    let same = bot.webhook.as_ref().is_some_and(|webhook| webhook.url == url);
    let secret = (!secret.is_empty()).then(|| SecretString::from(secret.to_owned()));
    bot.webhook = Some(Webhook { url, secret, max_connections, last_error: None, failures: 0 });
    replace(bot, params, allowed);
    let description = if same { "Webhook is already set" } else { "Webhook was set" };
    Ok(Answer::done().described(description))
}

pub(super) fn delete_webhook(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let bot = own(world, bot)?;
    let had = bot.webhook.take().is_some();
    replace(bot, params, None);
    Ok(Answer::done().described(if had { "Webhook was deleted" } else { "Webhook is already deleted" }))
}

pub(super) fn get_webhook_info(world: &mut World, bot: i64, _: &Params) -> Outcome {
    let now = world.clock.now_ms();
    let bot = own(world, bot)?;
    bot.inbox.drop_expired(now);
    let mut info = json!({
        "url": bot.webhook.as_ref().map_or("", |webhook| &webhook.url),
        "has_custom_certificate": false,
        "pending_update_count": bot.inbox.queue.len(),
    });
    if let Some(webhook) = &bot.webhook {
        info["max_connections"] = json!(webhook.max_connections);
        if let Some((date, message)) = &webhook.last_error {
            info["last_error_date"] = json!(date);
            info["last_error_message"] = json!(message);
        }
    }
    if let Some(allowed) = &bot.inbox.allowed {
        let mut kinds: Vec<_> = allowed.iter().collect();
        kinds.sort();
        info["allowed_updates"] = json!(kinds);
    }
    Ok(Answer::of(info))
}

fn own(world: &mut World, bot: i64) -> Result<&mut Bot, ApiError> {
    world.bots.get_mut(&bot).ok_or_else(|| texts::UNAUTHORIZED.into())
}

/// Ends polls and the older webhook's worker, and drops what waits if asked to.
fn replace(bot: &mut Bot, params: &Params, allowed: Option<Value>) {
    bot.webhook_generation += 1;
    if let Some(Value::Array(kinds)) = allowed {
        bot.inbox.allow(&kinds);
    }
    if params.flag("drop_pending_updates") {
        bot.inbox.queue.clear();
    }
    if bot.webhook.is_some() {
        bot.inbox.poll += 1;
        bot.inbox.ended_by_webhook = true;
    }
    bot.inbox.wake.notify_waiters();
}

fn check_url(url: &str, strict: bool) -> Result<(), ApiError> {
    let parsed = Url::parse(url).map_err(|_| texts::WEBHOOK_URL_INVALID)?;
    match parsed.scheme() {
        "https" => {}
        "http" if !strict => {}
        _ => return Err(texts::WEBHOOK_NEEDS_HTTPS.into()),
    }
    if strict && !matches!(parsed.port_or_known_default(), Some(443 | 80 | 88 | 8443)) {
        return Err(texts::WEBHOOK_PORT.into());
    }
    Ok(())
}
