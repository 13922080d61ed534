//! The Bot API over HTTP: the one place that speaks to Telegram.
//!
//! Delivery, intake and integrations call it through the port [`Telegram`]. A call is one POST of JSON; it is never
//! repeated here, and an end other than well is told apart by what the caller must know: whether Telegram did it. Not
//! teloxide's own `send`: that sleeps ten seconds on a 5xx and drops `error_code`.
//!
//! The token is in each address, so that every text of an error is cleared of it.

mod answer;
mod failure;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Client, Response, header::RETRY_AFTER, redirect};
use secrecy::ExposeSecret as _;
use serde_json::{Value, value::RawValue};
use switchboard_services::{
    telegram::{BotAccess, CallError, Telegram},
    traces::TARGET,
};
use tracing::{Instrument as _, Span, field::Empty};
use url::Url;

use self::{answer::Answer, failure::Veil};

/// Connecting gives up after this, so that most failures to connect are told from lost answers.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Idle connections are closed before Telegram's side (75 s, as nginx does by default) closes them.
const IDLE_TIMEOUT: Duration = Duration::from_secs(50);
/// Idle connections to keep. All bots share one host.
const IDLE_CONNECTIONS: usize = 256;
/// The longest answer of most methods, in bytes.
const ANSWER_LIMIT: usize = 1024 * 1024;
/// The longest answer of `getUpdates`: a hundred updates, some of them rich.
const UPDATES_LIMIT: usize = 20 * 1024 * 1024;

/// Telegram's Bot API by HTTP, for all bots through one client.
#[derive(Clone, Debug)]
pub struct BotApi {
    client: Client,
}

impl BotApi {
    /// A client of its own pool; build one for the process. It goes to the configured server directly, past any proxy
    /// that the environment names.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        #[allow(clippy::disallowed_methods, reason = "the one place that builds the client for Telegram")]
        let client = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .tcp_keepalive(Duration::from_secs(60))
            .tcp_nodelay(true)
            // A redirect would carry the token to another server.
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .build()?;
        Ok(Self { client })
    }

    async fn exchange(
        &self,
        address: Url,
        method: &str,
        params: &Value,
        timeout: Duration,
        veil: &Veil<'_>,
    ) -> Result<Box<RawValue>, CallError> {
        let sent = self.client.post(address).json(params).timeout(timeout).send().await;
        let mut response = sent.map_err(|error| veil.classify(error))?;
        let status = response.status().as_u16();
        let retry_after = retry_after(&response);
        let limit = if method.eq_ignore_ascii_case("getUpdates") { UPDATES_LIMIT } else { ANSWER_LIMIT };
        let body = body(&mut response, limit, veil).await;
        Answer { status, retry_after, body }.read(veil)
    }
}

#[async_trait]
impl Telegram for BotApi {
    async fn call(
        &self,
        access: &BotAccess,
        method: &str,
        params: &Value,
        timeout: Duration,
    ) -> Result<Box<RawValue>, CallError> {
        let veil = Veil::new(access.token.expose_secret());
        let address = address(access, method)
            .ok_or_else(|| CallError::Unsent("the server's address takes no path".to_owned()))?;
        let span = span(access, method);
        let answer = self.exchange(address, method, params, timeout, &veil).instrument(span.clone()).await;
        if answer.is_err() {
            span.record("otel.status_code", "ERROR");
        }
        answer
    }
}

/// For whoever collects traces: which method of whose, and whether it went well. Polls are calls all the time and tell nothing.
fn span(access: &BotAccess, method: &str) -> Span {
    if method.eq_ignore_ascii_case("getUpdates") {
        return Span::none();
    }
    tracing::trace_span!(
        target: TARGET,
        "telegram",
        otel.name = method,
        otel.kind = "client",
        otel.status_code = Empty,
        telegram.bot = access.bot,
    )
}

/// `{api_root}/bot{token}/{method}`. Whatever the token holds, it stays one segment of the path.
fn address(access: &BotAccess, method: &str) -> Option<Url> {
    let mut address = access.api_root.clone();
    let bot = format!("bot{}", access.token.expose_secret());
    address.path_segments_mut().ok()?.pop_if_empty().push(&bot).push(method);
    Some(address)
}

/// The header is in seconds (`tdlib/telegram-bot-api`, `HttpConnection`).
fn retry_after(response: &Response) -> Option<u32> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

/// The body, or why it could not be had in full.
async fn body(response: &mut Response, limit: usize, veil: &Veil<'_>) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| veil.describe(error))? {
        if body.len() + chunk.len() > limit {
            return Err(format!("the answer is longer than {limit} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
