//! Posts a bot's updates to its webhook, as the real server's `WebhookActor.cpp` does.
//!
//! Started by `setWebhook`, one worker for each webhook; it ends when the webhook is replaced or deleted. Updates of
//! one lane (a chat; for callback queries a user) go one after another, lanes side by side up to `max_connections`.
//! A failure keeps the update at the head of its lane and is retried at once, then after 2, 4, 8… seconds up to a
//! random one to two minutes; `Retry-After` is honoured up to an hour; 410 for 23 hours removes the webhook. A method in
//! the answer's body is carried out, its result unseen. All times are the emulator's clock.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use axum::http::header::RETRY_AFTER;
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::{sync::Notify, task::JoinSet};

use crate::{
    bot_api::{self, Params},
    call_log::Call,
    core::Core,
    world::{Entry, Webhook, World},
};

const TIMEOUT_MS: i64 = 60_000;
const GONE_MS: i64 = 23 * 3_600_000;
const MAX_RETRY_AFTER_MS: i64 = 3_600_000;

/// Starts the worker of the webhook that `bot` has now.
pub(crate) fn start(core: &Arc<Core>, bot: i64) {
    let worker = core.read(|world| {
        let bot = world.bot(bot).ok()?;
        Some(Worker {
            core: core.clone(),
            bot: bot.id,
            generation: bot.webhook_generation,
            wake: bot.inbox.wake.clone(),
            busy: HashSet::new(),
            pauses: HashMap::new(),
            gone_since: None,
        })
    });
    if let Some(worker) = worker {
        let stop = core.stop.clone();
        core.tasks.spawn_on(async move { stop.run_until_cancelled(worker.run()).await }, &core.runtime);
    }
}

struct Worker {
    core: Arc<Core>,
    bot: i64,
    generation: u64,
    wake: Arc<Notify>,
    /// Lanes with an update on the way.
    busy: HashSet<i64>,
    /// Lanes that failed: how often, and until when they wait (milliseconds).
    pauses: HashMap<i64, (u32, i64)>,
    /// Since when there was nothing but 410 (milliseconds).
    gone_since: Option<i64>,
}

struct Failure {
    what: String,
    gone: bool,
    retry_after_ms: Option<i64>,
}

impl Worker {
    async fn run(mut self) {
        let mut flights: JoinSet<(Entry, Result<Option<Value>, Failure>)> = JoinSet::new();
        let wake = self.wake.clone();
        loop {
            let woken = wake.notified();
            tokio::pin!(woken);
            woken.as_mut().enable();
            let Some((webhook, ready)) = self.plan() else { return };
            for entry in ready {
                self.busy.insert(entry.lane);
                let (core, webhook) = (self.core.clone(), webhook.clone());
                flights.spawn(async move {
                    let result = post(&core, &webhook, &entry).await;
                    (entry, result)
                });
            }
            let next_retry =
                self.pauses.values().map(|(_, at)| *at).filter(|at| *at > self.core.clock.now_ms()).min();
            let clock = self.core.clock.clone();
            tokio::select! {
                () = woken => {}
                Some(Ok((entry, result))) = flights.join_next() => self.settle(entry, result),
                () = clock.sleep_until(next_retry.unwrap_or(i64::MAX)), if next_retry.is_some() => {}
            }
        }
    }

    /// What can be posted now; `None` once this webhook is gone.
    fn plan(&self) -> Option<(Webhook, Vec<Entry>)> {
        let now = self.core.clock.now_ms();
        self.core.write_quietly(|world| {
            let bot =
                world.bots.get_mut(&self.bot).filter(|bot| bot.webhook_generation == self.generation)?;
            let webhook = bot.webhook.clone()?;
            bot.inbox.drop_expired(now);
            let mut taken = self.busy.clone();
            let mut ready = Vec::new();
            for entry in &bot.inbox.queue {
                if taken.len() >= webhook.max_connections {
                    break;
                }
                let paused = self.pauses.get(&entry.lane).is_some_and(|(_, until)| *until > now);
                if !paused && taken.insert(entry.lane) {
                    ready.push(entry.clone());
                }
            }
            Some((webhook, ready))
        })
    }

    fn settle(&mut self, entry: Entry, result: Result<Option<Value>, Failure>) {
        self.busy.remove(&entry.lane);
        let now = self.core.clock.now_ms();
        match result {
            Ok(reply) => {
                self.gone_since = None;
                self.pauses.remove(&entry.lane);
                self.core.write(|world| {
                    if let Some(bot) = world.bots.get_mut(&self.bot) {
                        bot.inbox.remove(entry.id);
                    }
                });
                if let Some(reply) = reply {
                    carry_out(&self.core, self.bot, reply);
                }
            }
            Err(failure) => {
                let fails = self.pauses.get(&entry.lane).map_or(0, |(fails, _)| *fails) + 1;
                let cap = self.core.write_quietly(|world| 60_000 + world.random_value(60_000));
                let doubling = if fails == 1 { 0 } else { (1_000_i64 << (fails - 1).min(16)).min(cap) };
                self.pauses.insert(entry.lane, (fails, now + failure.retry_after_ms.unwrap_or(doubling)));
                self.gone_since = failure.gone.then(|| self.gone_since.unwrap_or(now));
                let removed = self.gone_since.is_some_and(|since| now - since >= GONE_MS);
                self.core.write(|world| note_failure(world, self.bot, failure.what, removed));
            }
        }
    }
}

/// Keeps the error for `getWebhookInfo`; a webhook that is gone for good is removed.
fn note_failure(world: &mut World, bot: i64, what: String, removed: bool) {
    let seconds = world.clock.now();
    let Some(bot) = world.bots.get_mut(&bot) else { return };
    if removed {
        bot.webhook = None;
        bot.webhook_generation += 1;
    }
    if let Some(webhook) = bot.webhook.as_mut() {
        webhook.last_error = Some((seconds, what));
        webhook.failures += 1;
    }
}

/// Posts one update; a JSON object in the answer's body comes back.
async fn post(core: &Core, webhook: &Webhook, entry: &Entry) -> Result<Option<Value>, Failure> {
    let deadline = core.clock.now_ms() + TIMEOUT_MS;
    tokio::select! {
        result = exchange(core, webhook, entry) => result,
        () = core.clock.sleep_until(deadline) => {
            Err(Failure { what: "Read timeout expired".into(), gone: false, retry_after_ms: None })
        }
    }
}

async fn exchange(core: &Core, webhook: &Webhook, entry: &Entry) -> Result<Option<Value>, Failure> {
    let mut request = core.http.post(&webhook.url).json(&entry.update);
    if let Some(secret) = &webhook.secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret.expose_secret());
    }
    let response = request.send().await.map_err(|error| Failure {
        what: if error.is_connect() { "Connection refused" } else { "Connection closed" }.to_owned(),
        gone: false,
        retry_after_ms: None,
    })?;
    let status = response.status();
    if !status.is_success() {
        let seconds =
            response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<i64>().ok());
        return Err(Failure {
            what: format!(
                "Wrong response from the webhook: {} {}",
                status.as_u16(),
                status.canonical_reason().unwrap_or_default()
            ),
            gone: status.as_u16() == 410,
            retry_after_ms: seconds.map(|seconds| seconds.saturating_mul(1000).clamp(0, MAX_RETRY_AFTER_MS)),
        });
    }
    let body = response.bytes().await.unwrap_or_default();
    Ok(serde_json::from_slice(&body).ok().filter(|body: &Value| body.get("method").is_some()))
}

/// Carries out the method in a webhook's answer. It is logged like a call; the bot never sees what came of it.
fn carry_out(core: &Core, bot: i64, reply: Value) {
    let Value::Object(mut fields) = reply else { return };
    let Some(Value::String(method)) = fields.remove("method") else { return };
    let mut params = Params::default();
    params.insert_json(fields);
    let method = bot_api::canonical(&method).map_or(method, str::to_owned);
    let (outcome, token) = core.write(|world| {
        let token = world.bots.get(&bot).map(|bot| bot.token.clone());
        (bot_api::call(world, bot, &method, &params), token)
    });
    let (status, answer, applied) = match outcome {
        Ok(answer) => (200, answer.body(), true),
        Err(error) => (error.code, error.body(), false),
    };
    let params = token.map(|token| params.for_log(token.expose_secret())).unwrap_or_default();
    let at_ms = core.clock.now_ms();
    core.log_call(Call {
        seq: 0,
        bot,
        method,
        params,
        status,
        answer,
        applied,
        fault: None,
        at_ms,
        took_ms: 0,
    });
}
