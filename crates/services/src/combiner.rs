//! Requests that come while others are being served are served together. Whoever finds a free seat takes all that waits,
//! serves it in one go, and hands out the answers; nobody waits for company. Where the others must hear how it ended, whatever
//! becomes of the one who serves them, a task serves.

use std::{
    collections::VecDeque,
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use switchboard_store::DbKind;
use tokio::{
    select,
    sync::{Semaphore, oneshot},
    time::sleep,
};
use tracing::Instrument as _;

#[cfg(test)]
mod tests;

/// For how long a request waits for being taken in hand, where it matters.
const PATIENCE: Duration = Duration::from_secs(5);

/// A queue of requests with seats for those who serve it.
#[derive(Debug)]
pub(crate) struct Combiner<Q, A> {
    waiting: Mutex<VecDeque<Waiting<Q, A>>>,
    seats: Arc<Semaphore>,
    /// Requests that are served together at the most.
    most: usize,
    tickets: AtomicU64,
}

/// A request that nobody has in hand yet.
#[derive(Debug)]
struct Waiting<Q, A> {
    ticket: u64,
    request: Q,
    asker: oneshot::Sender<A>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unserved {
    /// Nobody took it in hand in time, and nobody will.
    NotBegun,
    /// Whoever had it in hand broke down, and nobody knows how far it came.
    Unknown,
}

impl<Q, A> Combiner<Q, A> {
    /// So many may serve at the same time, each up to `most` requests at once.
    fn new(seats: usize, most: usize) -> Self {
        Self {
            waiting: Mutex::default(),
            seats: Arc::new(Semaphore::new(seats)),
            most,
            tickets: AtomicU64::new(0),
        }
    }

    /// For requests to a database. SQLite has one writer; on PostgreSQL two are served at a time, so that one that waits for a lock
    /// does not hold up all.
    pub(crate) fn over(database: DbKind, most: usize) -> Self {
        let seats = match database {
            DbKind::Sqlite => 1,
            DbKind::Postgres => 2,
        };
        Self::new(seats, most)
    }

    /// Has the request served, by the caller itself or by somebody who serves others with it. `serve` gives an answer for
    /// each request, in their order. `None`: whoever had it in hand left, and nobody knows how far it came.
    pub(crate) async fn ask<S>(&self, request: Q, serve: impl Fn(Vec<Q>) -> S) -> Option<A>
    where
        S: Future<Output = Vec<A>>,
    {
        let (_, mut answer) = self.queue(request);
        loop {
            let seat = select! {
                biased;
                answer = &mut answer => return answer.ok(),
                seat = self.seats.acquire() => seat,
            };
            let (requests, askers) = self.take();
            if requests.is_empty() {
                // Somebody else has it in hand.
                drop(seat);
                return answer.await.ok();
            }
            hand_out(serve(requests).await, askers);
        }
    }

    /// The same for what must not be done twice: a task serves, and hands out the answers also when the one who began it has left.
    /// Whoever leaves before its request is in hand is not served any more, and nobody waits for that longer than 5 s.
    pub(crate) async fn ask_to_the_end<S>(
        &self,
        request: Q,
        serve: impl Fn(Vec<Q>) -> S,
    ) -> Result<A, Unserved>
    where
        A: Send + 'static,
        S: Future<Output = Vec<A>> + Send + 'static,
    {
        let (ticket, mut answer) = self.queue(request);
        let patience = sleep(PATIENCE);
        tokio::pin!(patience);
        loop {
            let seat = select! {
                biased;
                answer = &mut answer => return answer.map_err(|_| Unserved::Unknown),
                seat = Arc::clone(&self.seats).acquire_owned() => seat,
                () = &mut patience => {
                    if self.withdraw(ticket) {
                        return Err(Unserved::NotBegun);
                    }
                    return answer.await.map_err(|_| Unserved::Unknown);
                }
            };
            self.locked().retain(|waiting| !waiting.asker.is_closed());
            let (requests, askers) = self.take();
            if requests.is_empty() {
                drop(seat);
                return answer.await.map_err(|_| Unserved::Unknown);
            }
            let serving = serve(requests);
            let task = async move {
                hand_out(serving.await, askers);
                drop(seat);
            };
            tokio::spawn(task.in_current_span());
        }
    }

    fn queue(&self, request: Q) -> (u64, oneshot::Receiver<A>) {
        let ticket = self.tickets.fetch_add(1, Ordering::Relaxed);
        let (asker, answer) = oneshot::channel();
        self.locked().push_back(Waiting { ticket, request, asker });
        (ticket, answer)
    }

    /// Takes a request back; `false` when somebody has it in hand.
    fn withdraw(&self, ticket: u64) -> bool {
        let mut waiting = self.locked();
        let before = waiting.len();
        waiting.retain(|one| one.ticket != ticket);
        waiting.len() < before
    }

    /// As many as are served together, with those who asked.
    fn take(&self) -> (Vec<Q>, Vec<oneshot::Sender<A>>) {
        let mut waiting = self.locked();
        let many = waiting.len().min(self.most);
        waiting.drain(..many).map(|one| (one.request, one.asker)).unzip()
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, VecDeque<Waiting<Q, A>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hand_out<A>(answers: Vec<A>, askers: Vec<oneshot::Sender<A>>) {
    for (asker, answer) in askers.into_iter().zip(answers) {
        // One who left does not want it any more.
        let _ = asker.send(answer);
    }
}
