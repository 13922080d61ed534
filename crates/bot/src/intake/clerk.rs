//! Handles the stored updates of one bot: oldest first, one after the other within a chat, a few chats at a time, each update
//! in one transaction that also marks it handled.
//!
//! It looks when the bell rings and when something that was put off is due; an idle clerk costs nothing. Intake rings the bell
//! of whoever has something waiting, in case that a ring was lost. An update that
//! fails is tried again and then set aside by the inbox; a handler that panics has failed. When the bot has another
//! owner, the clerk stops.

use std::{
    ops::ControlFlow,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::{FutureExt as _, StreamExt as _, stream};
use serde_json::Value;
use switchboard_services::{
    Core, Error, Handling, Incoming, Result, Services,
    delivery::{Inbox, OwnedBot, StoredUpdate},
    traces::TARGET,
};
use teloxide::dptree;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::turns::{ChatQueue, Turns};
use crate::handlers::Tree;

/// Updates in a look.
const WINDOW: u64 = 100;
/// Updates in a look when all the oldest have to wait.
const WIDEST: u64 = 6400;
/// Chats whose updates are handled at the same time: they share commits on SQLite, and connections on PostgreSQL.
const CHATS_AT_ONCE: usize = 8;
/// After an update that has to wait for something.
const SHORTLY: Duration = Duration::from_millis(100);
/// After a failure.
const LATER: Duration = Duration::from_secs(1);

/// Whoever handles one bot's updates.
pub(super) struct Clerk {
    pub(super) core: Core,
    pub(super) services: Arc<Services>,
    pub(super) inbox: Inbox,
    pub(super) tree: Tree,
    pub(super) owned: OwnedBot,
    pub(super) stop: CancellationToken,
}

/// What a walk over the waiting updates came to.
struct Walk {
    seen: u64,
    handled: u64,
    /// When to look again without being told.
    next: Option<Duration>,
}

/// What a walk over one chat's updates came to.
struct Done {
    chat: i64,
    handled: u64,
    last: Outcome,
}

/// What became of one update.
enum Outcome {
    Handled,
    /// Its chat waits for so long.
    Held(Duration),
    /// The database is in trouble; nothing else will go better.
    Trouble,
    /// The bot is somebody else's.
    Lost,
}

impl Clerk {
    /// Works until told to stop, or until the bot has another owner.
    pub(super) async fn run(self) {
        let bell = self.core.wakes.inbox_bell(self.owned.bot);
        let mut window = WINDOW;
        let mut turns = Turns::default();
        while !self.stop.is_cancelled() {
            // On the heap while it walks: thousands of clerks only wait.
            let Some(walk) = Box::pin(self.walk(&mut turns, window)).await else { return };
            let full = walk.seen == window;
            if full && walk.handled > 0 {
                continue;
            }
            // Chats that wait fill the window: look past them.
            if full && window < WIDEST {
                window *= 4;
                continue;
            }
            window = WINDOW;
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = bell.notified() => {}
                () = tokio::time::sleep(walk.next.unwrap_or_default()), if walk.next.is_some() => {}
            }
        }
    }

    /// Goes once over the oldest waiting updates; `None` when the bot is lost.
    async fn walk(&self, turns: &mut Turns, window: u64) -> Option<Walk> {
        let rows = match self.inbox.waiting(&self.owned, window).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::warn!(bot = self.owned.bot, %error, "stored updates could not be read");
                return Some(Walk { seen: 0, handled: 0, next: Some(LATER) });
            }
        };
        turns.begin(Instant::now());
        let seen = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let stopped = AtomicBool::new(false);
        let (mut handled, mut trouble) = (0, false);
        // Whoever may have killed a process is in hand alone, so that the right one is blamed.
        let (suspects, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.suspect);
        for (queues, at_once) in [(suspects, 1), (others, CHATS_AT_ONCE)] {
            let queues = turns.queues(queues);
            let work = stream::iter(queues).map(|queue| self.handle_chat(queue, &stopped));
            let mut work = work.buffer_unordered(at_once);
            while let Some(done) = work.next().await {
                handled += done.handled;
                match done.last {
                    Outcome::Handled => {}
                    Outcome::Held(pause) => turns.hold(done.chat, Instant::now() + pause),
                    Outcome::Trouble => trouble = true,
                    Outcome::Lost => {
                        tracing::info!(bot = self.owned.bot, "another process owns the bot now");
                        return None;
                    }
                }
            }
        }
        if trouble {
            return Some(Walk { seen: 0, handled, next: Some(LATER) });
        }
        Some(Walk { seen, handled, next: turns.next(Instant::now()) })
    }

    /// Handles the updates of one chat in their order, until one has to wait.
    async fn handle_chat(&self, queue: ChatQueue, stopped: &AtomicBool) -> Done {
        let mut done = Done { chat: queue.chat, handled: 0, last: Outcome::Handled };
        for row in &queue.rows {
            if self.stop.is_cancelled() || stopped.load(Ordering::Relaxed) {
                break;
            }
            let span =
                tracing::trace_span!(target: TARGET, "update", otel.kind = "consumer", bot = self.owned.bot);
            done.last = self.handle(row).instrument(span).await;
            match done.last {
                Outcome::Handled => done.handled += 1,
                Outcome::Held(_) => break,
                Outcome::Trouble | Outcome::Lost => {
                    stopped.store(true, Ordering::Relaxed);
                    break;
                }
            }
        }
        done
    }

    async fn handle(&self, row: &StoredUpdate) -> Outcome {
        let incoming = match self.inbox.open(&self.owned, row).await {
            Ok(Some(incoming)) => incoming,
            // Handled already, or the bot was just disconnected.
            Ok(None) => return Outcome::Held(LATER),
            Err(Error::Conflict(_)) => return Outcome::Lost,
            Err(error) => {
                tracing::warn!(bot = self.owned.bot, %error, "an update could not be opened");
                return Outcome::Trouble;
            }
        };
        let (outcome, recorded) = match self.dispatch(incoming, row).await {
            Ok(Handling::Done) => (Outcome::Handled, Ok(())),
            Ok(Handling::Wait) => (Outcome::Held(SHORTLY), self.inbox.put_off(row).await),
            // Nobody's fault but the database's: it is no try.
            Err(error) if error.is_outage() => {
                tracing::warn!(bot = self.owned.bot, update = row.update_id, %error, "the database is in trouble");
                return Outcome::Trouble;
            }
            Err(error) => (Outcome::Held(LATER), self.inbox.fail(row, &error).await),
        };
        match recorded {
            Ok(()) => outcome,
            Err(error) => {
                tracing::warn!(bot = self.owned.bot, update = row.update_id, %error, "a try could not be recorded");
                Outcome::Trouble
            }
        }
    }

    /// Takes the update through the tree, and commits when it is done. In every other case the transaction is undone
    /// by the time this returns.
    async fn dispatch(&self, incoming: Incoming, row: &StoredUpdate) -> Result<Handling> {
        let update: Value = serde_json::from_str(&row.raw)
            .map_err(|error| Error::internal("reading a stored update", error))?;
        let incoming = Arc::new(incoming);
        let given = dptree::deps![Arc::clone(&incoming), Arc::clone(&self.services), Arc::new(update)];
        let handling = match AssertUnwindSafe(self.tree.dispatch(given)).catch_unwind().await {
            Ok(ControlFlow::Break(handling)) => handling?,
            Ok(ControlFlow::Continue(_)) => return Err(Error::broken("no branch took the update")),
            Err(_) => return Err(Error::broken("the handler panicked")),
        };
        let incoming =
            Arc::into_inner(incoming).ok_or_else(|| Error::broken("a handler kept the update in hand"))?;
        if handling == Handling::Done {
            self.inbox.close(incoming).await?;
        }
        Ok(handling)
    }
}
