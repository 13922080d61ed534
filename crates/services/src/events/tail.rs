//! The end of the sequence of events, watched by one task of this process for all its followers, while there are any.

use std::{sync::Arc, time::Duration};

use switchboard_store::events::Position;
use tokio::{
    sync::watch,
    task::AbortHandle,
    time::{sleep, timeout},
};

use super::Events;
use crate::core::Core;

/// How often commits of other servers are looked for.
const POLL: Duration = Duration::from_millis(250);
/// The shortest time between two looks: under load, many commits are one look.
const PACE: Duration = Duration::from_millis(5);

/// A watch over the end. It ends with its last holder.
#[derive(Debug)]
pub(super) struct Tail {
    end: watch::Receiver<Position>,
    task: AbortHandle,
}

impl Tail {
    /// A view that wakes whenever the end has moved.
    pub(super) fn view(&self) -> watch::Receiver<Position> {
        self.end.clone()
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Events {
    /// The running watch, begun if nobody follows yet.
    pub(super) fn tail(&self) -> Arc<Tail> {
        let mut known = self.tail.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(tail) = known.upgrade() {
            return tail;
        }
        let (end, view) = watch::channel(Position::default());
        let task = tokio::spawn(watch_end(self.core.clone(), end)).abort_handle();
        let tail = Arc::new(Tail { end: view, task });
        *known = Arc::downgrade(&tail);
        tail
    }
}

async fn watch_end(core: Core, end: watch::Sender<Position>) {
    loop {
        match core.db.last_event().await {
            Ok(last) => {
                end.send_if_modified(|known| {
                    let moved = *known != last;
                    *known = last;
                    moved
                });
            }
            Err(error) => tracing::warn!(%error, "the end of the events can't be read; it is tried again"),
        }
        sleep(PACE).await;
        // Rung or not, after a while it is looked.
        let _ = timeout(POLL, core.wakes.committed.notified()).await;
    }
}
