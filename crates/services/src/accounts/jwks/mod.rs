//! A set of public keys that somebody else publishes and rotates. `trust` asks it for the keys that may have signed a token.
//!
//! Read again when a file changed or an address was last asked 10 minutes ago, and at once for a key id that is not known
//! (an address at most once in 30 s, so that made-up ids can't make us knock all day). One request at a time does the
//! reading, in a task of its own, so that a caller who hangs up does not stop it. If reading fails, the keys known so far
//! stay in use. Kept in memory only.

mod key_set;
mod source;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::Algorithm;
use url::Url;

use super::verifying_key::VerifyingKey;
use key_set::KeySet;
pub(super) use source::http_client;
use source::{Source, Stamp};

/// How long keys from an address are taken as they are.
const FRESH: Duration = Duration::minutes(10);

/// A published set of keys, as last read.
#[derive(Debug)]
pub(super) struct Jwks {
    source: Source,
    only: Option<Algorithm>,
    state: Mutex<State>,
    /// Held by the task that reads.
    flight: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Default)]
struct State {
    keys: Option<Arc<KeySet>>,
    /// What the file looked like when it was read.
    stamp: Option<Stamp>,
    read_at: Option<DateTime<Utc>>,
    /// When reading failed, unless it went well since.
    failed_at: Option<DateTime<Utc>>,
    /// When it was last read because of an unknown key.
    searched_at: Option<DateTime<Utc>>,
    /// How often it was tried to read.
    tries: u64,
}

impl Jwks {
    /// A file. Read now; `Err` says why it can't be used.
    pub(super) fn of_file(path: PathBuf, only: Option<Algorithm>) -> Result<Self, String> {
        let source = Source::File(path);
        let (keys, stamp) = source.read_now(only)?;
        if keys.is_empty() {
            return Err("the file holds no public key that can be used".to_owned());
        }
        let state = State { keys: Some(Arc::new(keys)), stamp, ..State::default() };
        Ok(Self { source, only, state: Mutex::new(state), flight: Arc::default() })
    }

    /// An address. Asked when the first token comes.
    pub(super) fn of_url(url: Url, http: reqwest::Client, only: Option<Algorithm>) -> Self {
        let source = Source::Url { url, http };
        Self { source, only, state: Mutex::default(), flight: Arc::default() }
    }

    /// The keys that may have signed a token with this header. `None` when they could never be read.
    pub(super) async fn keys(
        self: &Arc<Self>,
        key_id: Option<&str>,
        algorithm: Algorithm,
        now: DateTime<Utc>,
    ) -> Option<Vec<VerifyingKey>> {
        let tries = self.state().tries;
        if self.is_old(now).await {
            self.refresh(tries, now).await;
        }
        let known = self.known();
        let is_unknown = !known.is_some_and(|keys| keys.knows(key_id, algorithm));
        // Nothing new is to be expected from reading twice in a row.
        let was_read = self.state().tries != tries;
        if is_unknown && !was_read && self.may_search(now) {
            self.search(tries, now).await;
        }
        self.known().map(|keys| keys.find(key_id, algorithm))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> Option<Arc<KeySet>> {
        self.state().keys.clone()
    }

    async fn is_old(&self, now: DateTime<Utc>) -> bool {
        let stamp = self.source.stamp().await;
        let state = self.state();
        if state.failed_at.is_some_and(|at| is_within(self.source.pause(), at, now)) {
            return false;
        }
        match &self.source {
            Source::File(_) => stamp.is_some() && stamp != state.stamp,
            Source::Url { .. } => !state.read_at.is_some_and(|at| is_within(FRESH, at, now)),
        }
    }

    fn may_search(&self, now: DateTime<Utc>) -> bool {
        let state = self.state();
        let recent = |at: Option<DateTime<Utc>>| at.is_some_and(|at| is_within(self.source.pause(), at, now));
        // While somebody reads already, waiting for them costs nothing.
        (!recent(state.searched_at) && !recent(state.failed_at)) || self.flight.try_lock().is_err()
    }

    /// Reads again, unless somebody did since `tries` was seen. Who has keys waits only while the source is well.
    async fn refresh(self: &Arc<Self>, tries: u64, now: DateTime<Utc>) {
        let ailing = {
            let state = self.state();
            state.keys.is_some() && state.failed_at.is_some()
        };
        let reading = self.reading(tries, now, false);
        if ailing {
            tokio::spawn(reading);
        } else {
            reading.await;
        }
    }

    /// Reads again because of an unknown key, unless somebody read since `tries` was seen.
    async fn search(self: &Arc<Self>, tries: u64, now: DateTime<Utc>) {
        self.reading(tries, now, true).await;
    }

    fn reading(
        self: &Arc<Self>,
        tries: u64,
        now: DateTime<Utc>,
        is_search: bool,
    ) -> impl Future<Output = ()> + Send + use<> {
        let this = Arc::clone(self);
        async move {
            let turn = Arc::clone(&this.flight).lock_owned().await;
            if this.state().tries != tries {
                return;
            }
            if is_search {
                this.state().searched_at = Some(now);
            }
            let task = tokio::spawn(async move {
                this.read(now).await;
                drop(turn);
            });
            if task.await.is_err() {
                tracing::error!("reading a JWKS broke off");
            }
        }
    }

    async fn read(&self, now: DateTime<Utc>) {
        let read = self.source.read(self.only).await;
        let mut state = self.state();
        state.tries += 1;
        match read {
            Ok((keys, stamp)) => {
                if keys.is_empty() {
                    tracing::warn!(source = %self.source, "the JWKS holds no key that can be used");
                }
                state.keys = Some(Arc::new(keys));
                state.stamp = stamp;
                state.read_at = Some(now);
                state.failed_at = None;
            }
            Err(error) => {
                tracing::warn!(source = %self.source, error, "the JWKS can't be read; the keys known so far stay in use");
                state.failed_at = Some(now);
            }
        }
    }
}

/// Whether `at` is less than `period` before `now`. A clock that was set back counts as a long time.
fn is_within(period: Duration, at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (Duration::zero()..period).contains(&(now - at))
}
