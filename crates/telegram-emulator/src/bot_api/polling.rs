//! `getUpdates`: confirms by offset, waits for updates, gives way to a later poll.
//!
//! Each poll takes the next number of its bot; one that finds a higher number ends with 409. Updates stay queued until
//! a later offset confirms them, so an answer that is lost on the way is answered again.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use tokio::{sync::Notify, time::Instant};

use super::{Answer, Outcome, Params};
use crate::{core::Core, error::ApiError, error_texts as texts, world::World};

/// Client.cpp, `LONG_POLL_MAX_TIMEOUT`.
const MAX_TIMEOUT: i64 = 50;
/// The same offset within this time is made to wait as long (Client.cpp, `process_get_updates_query`).
const REPEATED_MS: i64 = 3_000;

struct Poll {
    number: u64,
    timeout: Duration,
    limit: usize,
    wake: Arc<Notify>,
}

/// A poll that waits; over when it is answered, or when the bot has closed its connection.
struct Waiting<'a> {
    core: &'a Arc<Core>,
    bot: i64,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.core.write(|world| {
            if let Some(bot) = world.bots.get_mut(&self.bot) {
                bot.inbox.waiting = bot.inbox.waiting.saturating_sub(1);
            }
        });
    }
}

pub(super) async fn get_updates(core: &Arc<Core>, bot: i64, params: &Params) -> Outcome {
    let poll = core.write(|world| begin(world, bot, params))?;
    let _waiting = Waiting { core, bot };
    let deadline = Instant::now() + poll.timeout;
    loop {
        let wake = poll.wake.notified();
        tokio::pin!(wake);
        wake.as_mut().enable();
        let updates = core.write_quietly(|world| take(world, bot, &poll))?;
        if !updates.is_empty() || Instant::now() >= deadline {
            return Ok(Answer::of(updates));
        }
        tokio::select! {
            () = wake => {}
            () = tokio::time::sleep_until(deadline) => {}
            () = core.stop.cancelled() => return Ok(Answer::of(Vec::<Value>::new())),
        }
    }
}

fn begin(world: &mut World, bot: i64, params: &Params) -> Result<Poll, ApiError> {
    let now = world.clock.now_ms();
    let repeated_polls = world.limits.repeated_polls;
    let allowed = params.json("allowed_updates")?;
    let bot = world.bots.get_mut(&bot).ok_or(texts::UNAUTHORIZED)?;
    if bot.webhook.is_some() {
        return Err(texts::POLL_UNDER_WEBHOOK.into());
    }
    let inbox = &mut bot.inbox;
    if let Some(Value::Array(kinds)) = allowed {
        inbox.allow(&kinds);
    }
    let offset = params.int("offset");
    if offset != 0 {
        inbox.confirm(offset);
    }
    let mut seconds = params.int("timeout").clamp(0, MAX_TIMEOUT);
    let repeated = inbox.last_poll.is_some_and(|(last, at)| last == offset && now < at + REPEATED_MS);
    if repeated_polls && repeated {
        seconds = seconds.max(3);
    }
    inbox.last_poll = Some((offset, now));
    inbox.poll += 1;
    inbox.waiting += 1;
    inbox.ended_by_webhook = false;
    inbox.wake.notify_waiters();
    let limit = match params.int("limit") {
        0 => 100,
        limit => limit.clamp(1, 100) as usize,
    };
    Ok(Poll {
        number: inbox.poll,
        timeout: Duration::from_secs(seconds as u64),
        limit,
        wake: inbox.wake.clone(),
    })
}

fn take(world: &mut World, bot: i64, poll: &Poll) -> Result<Vec<Value>, ApiError> {
    let now = world.clock.now_ms();
    let inbox = &mut world.bots.get_mut(&bot).ok_or(texts::UNAUTHORIZED)?.inbox;
    if inbox.poll != poll.number {
        let by_webhook = inbox.ended_by_webhook;
        return Err(
            if by_webhook { texts::POLL_TERMINATED_BY_WEBHOOK } else { texts::POLL_TERMINATED }.into()
        );
    }
    inbox.drop_expired(now);
    Ok(inbox.queue.iter().take(poll.limit).map(|entry| entry.update.clone()).collect())
}
