//! Requests that come while others are being served are served together. Whoever finds a free seat takes all that waits,
//! serves it in one go, and hands out the answers; nobody waits for company. Where the others must hear how it ended, whatever
//! becomes of the one who serves them, a task serves.

use std::{
    collections::VecDeque,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use switchboard_store::DbKind;
use tokio::{
    select,
    sync::{Semaphore, oneshot},
};
use tracing::Instrument as _;

#[cfg(test)]
mod tests;

/// A queue of requests with seats for those who serve it.
#[derive(Debug)]
pub(crate) struct Combiner<Q, A> {
    waiting: Mutex<VecDeque<(Q, oneshot::Sender<A>)>>,
    seats: Arc<Semaphore>,
    /// Requests that are served together at the most.
    most: usize,
}

impl<Q, A> Combiner<Q, A> {
    /// So many may serve at the same time, each up to `most` requests at once.
    fn new(seats: usize, most: usize) -> Self {
        Self { waiting: Mutex::default(), seats: Arc::new(Semaphore::new(seats)), most }
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
        let mut answer = self.queue(request);
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
    /// Whoever leaves before its request is in hand is not served any more. `None`: the task broke down.
    pub(crate) async fn ask_to_the_end<S>(&self, request: Q, serve: impl Fn(Vec<Q>) -> S) -> Option<A>
    where
        A: Send + 'static,
        S: Future<Output = Vec<A>> + Send + 'static,
    {
        let mut answer = self.queue(request);
        loop {
            let seat = select! {
                biased;
                answer = &mut answer => return answer.ok(),
                seat = Arc::clone(&self.seats).acquire_owned() => seat,
            };
            self.locked().retain(|(_, asker)| !asker.is_closed());
            let (requests, askers) = self.take();
            if requests.is_empty() {
                drop(seat);
                return answer.await.ok();
            }
            let serving = serve(requests);
            let task = async move {
                hand_out(serving.await, askers);
                drop(seat);
            };
            tokio::spawn(task.in_current_span());
        }
    }

    fn queue(&self, request: Q) -> oneshot::Receiver<A> {
        let (sender, answer) = oneshot::channel();
        self.locked().push_back((request, sender));
        answer
    }

    /// As many as are served together, with those who asked.
    fn take(&self) -> (Vec<Q>, Vec<oneshot::Sender<A>>) {
        let mut waiting = self.locked();
        let many = waiting.len().min(self.most);
        waiting.drain(..many).unzip()
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, VecDeque<(Q, oneshot::Sender<A>)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hand_out<A>(answers: Vec<A>, askers: Vec<oneshot::Sender<A>>) {
    for (asker, answer) in askers.into_iter().zip(answers) {
        // One who left does not want it any more.
        let _ = asker.send(answer);
    }
}
