//! When a bot may begin. Telegram's own server takes only so many tokens from one address that it has not loaded yet (20 a
//! minute, 600 an hour) and refuses the calls of all others; a start with many bots would knock in vain for hours. So the
//! bots wait here in line before the first call of their token, the most recently active first.
//!
//! Who need not wait: bots at other servers; bots with a webhook, which that server loads by itself; bots of which it is known
//! that they were in use a moment ago, as after a restart. (`tdlib/telegram-bot-api`, `ClientManager.cpp`.)

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use switchboard_store::{
    BotId, bots,
    entities::{bot, integration},
};
use tokio::{sync::Notify, time::Instant};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::pace::Pace;
use crate::{api_roots, core::Core, error::Result};

/// A token that was in use within this time is still loaded.
const STAYS_LOADED: chrono::Duration = chrono::Duration::minutes(15);
/// So often it is noted which tokens are in use.
const NOTE_EVERY: Duration = Duration::from_secs(300);
/// When nobody waits.
const LONG: Duration = Duration::from_secs(3600);

/// Which server takes new tokens at a pace only, and at which.
#[derive(Clone, Debug)]
pub struct LoadingRules {
    /// The server.
    pub server: Url,
    /// New tokens a minute; 0: any number.
    pub per_minute: u32,
    /// New tokens an hour; 0: any number.
    pub per_hour: u32,
}

/// A bot with one of its tokens.
type Key = (BotId, i64);

/// The line before Telegram's door. Without rules nobody waits.
#[derive(Debug, Default)]
pub struct Loading {
    rules: Option<LoadingRules>,
    line: Mutex<Line>,
    joined: Notify,
}

#[derive(Debug, Default)]
struct Line {
    /// Cancelled (opened) for those who may call.
    gates: HashMap<Key, CancellationToken>,
    /// Those who wait.
    waiting: BTreeSet<(Reverse<Option<DateTime<Utc>>>, Key)>,
    /// Those who were let in by the pace, or would have been.
    loaded: HashSet<Key>,
    pace: Pace,
}

impl Loading {
    /// A line with rules.
    #[must_use]
    pub fn new(rules: LoadingRules) -> Self {
        let pace = Pace::new(rules.per_minute, rules.per_hour);
        Self { rules: Some(rules), line: Mutex::new(Line { pace, ..Line::default() }), joined: Notify::new() }
    }

    /// Waits until the bot may call Telegram with this token.
    pub async fn turn(&self, bot: BotId, token_version: i64) {
        let gate = self.locked().gates.entry((bot, token_version)).or_default().clone();
        gate.cancelled().await;
    }

    /// Whether this bot must wait if it is new.
    fn is_paced(&self, core: &Core, bot: &bot::Model, integration: &integration::Model) -> bool {
        let Some(rules) = &self.rules else { return false };
        let root = api_roots::of(&core.settings, integration.api_root.as_deref());
        let is_loaded = bot.loaded_at.is_some_and(|at| core.clock.now() - at < STAYS_LOADED);
        integration.webhook_url.is_none()
            && !is_loaded
            && root.is_ok_and(|root| api_roots::are_same(&root, &rules.server))
    }

    /// Lets as many in as the pace allows; says when the next may be.
    fn let_in(&self, now: Instant) -> Duration {
        let mut line = self.locked();
        while let Some((_, key)) = line.waiting.first().copied() {
            if let Some(wait) = line.pace.wait(now) {
                tracing::info!(
                    waiting = line.waiting.len(),
                    ?wait,
                    "bots wait until Telegram takes more tokens"
                );
                return wait;
            }
            line.pace.count(now);
            line.waiting.pop_first();
            line.loaded.insert(key);
            line.gates.entry(key).or_default().cancel();
        }
        LONG
    }

    fn locked(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts the bots that this process owns in line, and forgets those that it does not own any more.
pub(super) async fn line_up(core: &Core, working: &[(bot::Model, integration::Model)]) -> Result<()> {
    let loading = &core.loading;
    let key = |bot: &bot::Model| (bot.id, bot.token_version);
    let owned: HashSet<Key> = working.iter().map(|(bot, _)| key(bot)).collect();
    let strangers: Vec<&(bot::Model, integration::Model)> = {
        let mut line = loading.locked();
        line.gates.retain(|key, _| owned.contains(key));
        line.waiting.retain(|(_, key)| owned.contains(key));
        line.loaded.retain(|key| owned.contains(key));
        let waiting: HashSet<Key> = line.waiting.iter().map(|(_, key)| *key).collect();
        let is_known = |key: &Key| {
            waiting.contains(key) || line.gates.get(key).is_some_and(CancellationToken::is_cancelled)
        };
        working.iter().filter(|(bot, _)| !is_known(&key(bot))).collect()
    };
    let (paced, free): (Vec<_>, Vec<_>) =
        strangers.into_iter().partition(|(bot, integration)| loading.is_paced(core, bot, integration));
    let ids: Vec<BotId> = paced.iter().map(|(bot, _)| bot.id).collect();
    let active = bots::last_heard(core.db.reader(), &ids).await?;
    let mut line = loading.locked();
    for (bot, integration) in free {
        line.gates.entry(key(bot)).or_default().cancel();
        if loading.rules.is_some() && integration.webhook_url.is_none() {
            line.loaded.insert(key(bot));
        }
    }
    for (bot, _) in paced {
        line.waiting.insert((Reverse(active.get(&bot.id).copied()), key(bot)));
    }
    drop(line);
    loading.joined.notify_one();
    Ok(())
}

/// Lets bots in until `shutdown`, and notes which tokens are in use.
pub(super) async fn run(core: Core, shutdown: CancellationToken) {
    if core.loading.rules.is_none() {
        return;
    }
    let mut next = LONG;
    let mut note = tokio::time::interval(NOTE_EVERY);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = core.loading.joined.notified() => {}
            () = tokio::time::sleep(next) => {}
            _ = note.tick() => note_loaded(&core).await,
        }
        next = core.loading.let_in(Instant::now());
    }
}

async fn note_loaded(core: &Core) {
    let loaded: Vec<BotId> = core.loading.locked().loaded.iter().map(|(bot, _)| *bot).collect();
    if let Err(error) = bots::set_loaded(core.db.writer(), &loaded, core.clock.now()).await {
        tracing::warn!(%error, "it could not be noted which tokens are in use");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loading() -> Loading {
        let server = "https://api.telegram.org".parse().unwrap();
        Loading::new(LoadingRules { server, per_minute: 2, per_hour: 3 })
    }

    fn joins(loading: &Loading, bot: BotId, active: Option<i64>) {
        let active = active.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        loading.locked().waiting.insert((Reverse(active), (bot, 1)));
    }

    fn may_call(loading: &Loading, bot: BotId) -> bool {
        use futures::FutureExt as _;
        loading.turn(bot, 1).now_or_never().is_some()
    }

    #[test]
    fn the_most_recently_active_go_first_at_the_pace_of_the_minute_and_the_hour() {
        let (loading, start) = (loading(), Instant::now());
        for (bot, active) in [(1, None), (2, Some(10)), (3, Some(30)), (4, Some(20)), (5, Some(5))] {
            joins(&loading, bot, active);
        }
        let let_in = |now| (loading.let_in(now), [1, 2, 3, 4, 5].map(|bot| may_call(&loading, bot)));
        let (wait, may) = let_in(start);
        assert_eq!(may, [false, false, true, true, false]);
        let minute = start + wait;
        assert!(wait >= Duration::from_secs(60) && wait < Duration::from_secs(65), "{wait:?}");
        let (wait, may) = let_in(minute);
        assert_eq!(may, [false, true, true, true, false], "the hour has room for three");
        let (_, may) = let_in(minute + wait);
        assert_eq!(may, [true, true, true, true, true]);
        assert!(wait > Duration::from_secs(3400), "{wait:?}");
    }

    #[test]
    fn another_token_of_the_same_bot_has_a_turn_of_its_own() {
        let loading = loading();
        joins(&loading, 1, None);
        loading.let_in(Instant::now());
        assert!(may_call(&loading, 1));
        use futures::FutureExt as _;
        assert!(loading.turn(1, 2).now_or_never().is_none());
    }
}
