//! Fetches one bot's updates by `getUpdates`, stores each batch, and only then asks for the next: that acknowledges it.
//!
//! A webhook that somebody registered, or another poller, answers 409: it is named once in the log and waited out, never
//! removed. A refused token ends the polling: the bot is dead until it gets another.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{json, value::RawValue};
use switchboard_services::{
    Core, Error, bots,
    delivery::{Inbox, OwnedBot},
    integrations::ALLOWED_UPDATES,
    telegram::{BotAccess, CallError},
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::backoff::Backoff;

/// The most that Telegram gives at once.
const BATCH: u32 = 100;
/// What the network may add to the time that Telegram holds a call.
const NETWORK: Duration = Duration::from_secs(10);
/// Between tries while somebody else fetches the updates.
const CONFLICT_PAUSE: Duration = Duration::from_secs(5);
/// After an empty answer that came at once, so that a server that does not hold calls is not asked without end.
const EMPTY_PAUSE: Duration = Duration::from_secs(1);

/// Whoever polls one bot.
pub(super) struct Poller {
    core: Core,
    inbox: Inbox,
    owned: OwnedBot,
    poll: Duration,
    stop: CancellationToken,
    access: Option<BotAccess>,
    /// What the next call asks for; read from the database at first and after a batch that was not stored as a whole.
    offset: Option<i64>,
    backoff: Backoff,
    in_conflict: bool,
}

/// Why a batch could not be had.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Call(CallError),
    #[error(transparent)]
    Ours(Error),
}

/// When to ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Now,
    After(Duration),
    /// As long as the backoff says.
    BackOff,
    /// Somebody else fetches the updates.
    Conflict,
    /// Telegram does not know the token.
    Dead,
    /// The bot is somebody else's.
    Lost,
}

impl Poller {
    pub(super) fn new(
        core: Core,
        inbox: Inbox,
        owned: OwnedBot,
        poll: Duration,
        stop: CancellationToken,
    ) -> Self {
        let (access, offset, backoff) = (None, None, Backoff::default());
        Self { core, inbox, owned, poll, stop, access, offset, backoff, in_conflict: false }
    }

    /// Polls until told to stop, or until the token is refused or the bot has another owner. What it seldom does is on the heap while it
    /// is done: thousands of pollers wait for Telegram.
    pub(super) async fn run(mut self) {
        let stop = self.stop.clone();
        let turn = self.core.loading.turn(self.owned.bot, self.owned.token_version);
        if stop.run_until_cancelled(turn).await.is_none() {
            return;
        }
        loop {
            let asked_at = Instant::now();
            // A call that is given up here acknowledged nothing new.
            let asked = tokio::select! {
                () = stop.cancelled() => return,
                asked = self.ask() => asked,
            };
            let next = match asked {
                Ok(batch) if batch.is_empty() && asked_at.elapsed() < EMPTY_PAUSE => Next::After(EMPTY_PAUSE),
                Ok(batch) if batch.is_empty() => Next::Now,
                Ok(batch) => {
                    self.offset = None;
                    Box::pin(self.store(&batch)).await
                }
                Err(trouble) => match after(&trouble, self.backoff.is_fresh(), self.owned) {
                    Next::Dead => Box::pin(self.declare_dead()).await,
                    next => next,
                },
            };
            let Some(pause) = self.pause(next) else { return };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn ask(&mut self) -> Result<Vec<Box<RawValue>>, Trouble> {
        let access = match self.access.take() {
            Some(access) => access,
            None => Box::pin(bots::access(&self.core, self.owned.bot)).await.map_err(Trouble::Ours)?,
        };
        let access = self.access.insert(access);
        let offset = match self.offset {
            Some(offset) => offset,
            None => Box::pin(self.inbox.next_offset(&self.owned)).await.map_err(Trouble::Ours)?,
        };
        self.offset = Some(offset);
        let params = json!({
            "offset": offset,
            "limit": BATCH,
            "timeout": self.poll.as_secs().min(50),
            "allowed_updates": ALLOWED_UPDATES,
        });
        let result = self.core.telegram.call(access, "getUpdates", &params, self.poll + NETWORK).await;
        let batch = result.map_err(Trouble::Call)?;
        serde_json::from_str(batch.get())
            .map_err(|_| Trouble::Call(CallError::Unreadable("the updates are no array".to_owned())))
    }

    async fn store(&mut self, batch: &[Box<RawValue>]) -> Next {
        match self.inbox.store_polled(&self.owned, batch).await {
            Ok(offset) => {
                self.offset = offset;
                Next::Now
            }
            Err(Error::BadInput(_)) => self.store_singly(batch).await,
            Err(error) => self.unstored(&error),
        }
    }

    /// One that cannot be read must not hold up the others.
    async fn store_singly(&self, batch: &[Box<RawValue>]) -> Next {
        let mut next = Next::BackOff;
        for update in batch {
            let stored = match self.inbox.store_polled(&self.owned, std::slice::from_ref(update)).await {
                Err(Error::BadInput(_)) => self.store_marker(update).await,
                stored => stored,
            };
            match stored {
                Ok(_) => next = Next::Now,
                Err(Error::BadInput(_)) => {}
                Err(error) => return self.unstored(&error),
            }
        }
        next
    }

    /// In place of what cannot be read its id alone is stored, so that Telegram can be asked for what comes after it.
    async fn store_marker(&self, update: &RawValue) -> Result<Option<i64>, Error> {
        #[derive(Deserialize)]
        struct Numbered {
            update_id: i64,
        }
        let bytes = update.get().len();
        let Ok(Numbered { update_id }) = serde_json::from_str(update.get()) else {
            tracing::error!(bot = self.owned.bot, bytes, "an update without an id was skipped");
            return Err(Error::bad_input("The update has no id."));
        };
        tracing::error!(bot = self.owned.bot, update = update_id, bytes, "an unreadable update was skipped");
        let marker = RawValue::from_string(json!({ "update_id": update_id }).to_string())
            .map_err(|error| Error::internal("marker of an unreadable update", error))?;
        self.inbox.store_polled(&self.owned, &[marker]).await
    }

    /// Tells the others. That a newer token took this one's place meanwhile is seen there.
    async fn declare_dead(&self) -> Next {
        let version = self.access.as_ref().map_or(self.owned.token_version, |access| access.token_version);
        match bots::declare_dead(&self.core, self.owned.bot, version).await {
            Ok(_) => Next::Dead,
            Err(error) => {
                tracing::warn!(bot = self.owned.bot, %error, "it could not be recorded that the bot is dead");
                Next::BackOff
            }
        }
    }

    fn unstored(&self, error: &Error) -> Next {
        if let Error::Conflict(_) = error {
            tracing::info!(bot = self.owned.bot, "another process owns the bot now");
            return Next::Lost;
        }
        tracing::warn!(bot = self.owned.bot, %error, "updates could not be stored, they will be fetched again");
        Next::BackOff
    }

    /// How long to wait, and whether to go on at all.
    fn pause(&mut self, next: Next) -> Option<Duration> {
        if !matches!(next, Next::BackOff) {
            self.backoff.reset();
        }
        if next == Next::Conflict && !self.in_conflict {
            tracing::warn!(
                bot = self.owned.bot,
                "updates are fetched by somebody else: a webhook or another poller"
            );
        }
        self.in_conflict = next == Next::Conflict;
        match next {
            Next::Now => Some(Duration::ZERO),
            Next::After(pause) => Some(pause),
            Next::BackOff => Some(self.backoff.next()),
            Next::Conflict => Some(CONFLICT_PAUSE),
            Next::Dead | Next::Lost => None,
        }
    }
}

/// What follows from a trouble. It is told once, until all is well again.
fn after(trouble: &Trouble, is_fresh: bool, owned: OwnedBot) -> Next {
    let next = match trouble {
        Trouble::Call(CallError::Refused { status, description, retry_after, .. }) => {
            refused(*status, description, *retry_after)
        }
        Trouble::Call(_) | Trouble::Ours(_) => Next::BackOff,
    };
    match (next, trouble) {
        (Next::Dead, _) => tracing::error!(
            bot = owned.bot,
            token_version = owned.token_version,
            "Telegram refuses the bot's token; it is not polled until it gets another"
        ),
        (Next::BackOff, trouble) if is_fresh => {
            tracing::warn!(bot = owned.bot, %trouble, "updates cannot be fetched, it is tried again");
        }
        _ => tracing::debug!(bot = owned.bot, %trouble, "updates cannot be fetched"),
    }
    next
}

fn refused(status: u16, description: &str, retry_after: Option<u32>) -> Next {
    let unknown_method = description.to_ascii_lowercase().starts_with("not found: method");
    match status {
        429 => Next::After(Duration::from_secs(u64::from(retry_after.unwrap_or(1)))),
        409 => Next::Conflict,
        401 => Next::Dead,
        404 if !unknown_method => Next::Dead,
        _ => Next::BackOff,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_answered_by_what_they_mean() {
        for (status, description, retry_after, next) in [
            (429, "Too Many Requests: retry after 7", Some(7), Next::After(Duration::from_secs(7))),
            (429, "Too Many Requests", None, Next::After(Duration::from_secs(1))),
            (409, "Conflict: can't use getUpdates method while webhook is active", None, Next::Conflict),
            (409, "Conflict: terminated by other getUpdates request", None, Next::Conflict),
            (401, "Unauthorized", None, Next::Dead),
            (404, "Not Found", None, Next::Dead),
            (404, "Not Found: method not found", None, Next::BackOff),
            (400, "Bad Request: whatever", None, Next::BackOff),
            (302, "a redirect", None, Next::BackOff),
        ] {
            assert_eq!(refused(status, description, retry_after), next, "{status} {description}");
        }
    }
}
