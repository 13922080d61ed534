//! Posts a bot's updates to its webhook, as the real server's `WebhookActor.cpp` does.
//!
//! Started by `setWebhook`, one worker for each webhook; it ends when the webhook is replaced or deleted. Updates of
//! one lane (a chat; for callback queries a user) go one after another, lanes side by side up to `max_connections`.
//! A failure keeps the update at the head of its lane and is retried at once, then after 2, 4, 8… seconds up to a
//! minute; `Retry-After` is honoured up to an hour. A method in the answer's body is carried out, its result unseen.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use axum::http::header::RETRY_AFTER;
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::{sync::Notify, task::JoinSet};

use crate::{
    bot_api::{self, Params},
    core::Core,
    world::{Entry, Webhook, World},
};

const TIMEOUT: Duration = Duration::from_secs(60);
const MAX_PAUSE_MS: i64 = 60_000;
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
}

struct Failure {
    what: String,
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
                self.pauses.remove(&entry.lane);
                self.core.write(|world| {
                    if let Some(bot) = world.bots.get_mut(&self.bot) {
                        bot.inbox.remove(entry.id);
                    }
                    if let Some(reply) = reply {
                        carry_out(world, self.bot, reply);
                    }
                });
            }
            Err(failure) => {
                let fails = self.pauses.get(&entry.lane).map_or(0, |(fails, _)| *fails) + 1;
                let doubling =
                    if fails == 1 { 0 } else { (1_000_i64 << (fails - 1).min(16)).min(MAX_PAUSE_MS) };
                self.pauses.insert(entry.lane, (fails, now + failure.retry_after_ms.unwrap_or(doubling)));
                self.core.write(|world| {
                    let seconds = world.clock.now();
                    if let Some(webhook) = world.bots.get_mut(&self.bot).and_then(|bot| bot.webhook.as_mut())
                    {
                        webhook.last_error = Some((seconds, failure.what));
                        webhook.failures += 1;
                    }
                });
            }
        }
    }
}

/// Posts one update; a JSON object in the answer's body comes back.
async fn post(core: &Core, webhook: &Webhook, entry: &Entry) -> Result<Option<Value>, Failure> {
    let mut request = core.http.post(&webhook.url).timeout(TIMEOUT).json(&entry.update);
    if let Some(secret) = &webhook.secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret.expose_secret());
    }
    let response = request.send().await.map_err(|error| Failure {
        what: if error.is_timeout() { "Read timeout expired" } else { "Connection refused" }.to_owned(),
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
            retry_after_ms: seconds.map(|seconds| seconds.saturating_mul(1000).clamp(0, MAX_RETRY_AFTER_MS)),
        });
    }
    let body = response.bytes().await.unwrap_or_default();
    Ok(serde_json::from_slice(&body).ok().filter(|body: &Value| body.get("method").is_some()))
}

/// Carries out the method in a webhook's answer.
fn carry_out(world: &mut World, bot: i64, reply: Value) {
    let Value::Object(mut fields) = reply else { return };
    let Some(Value::String(method)) = fields.remove("method") else { return };
    let mut params = Params::default();
    params.insert_json(fields);
    if let Err(error) = bot_api::call(world, bot, &method, &params) {
        tracing::debug!(bot, method, code = error.code, "method in a webhook's answer failed");
    }
}
