//! Requests that come while others are being served are served together. Whoever finds a free seat takes all that waits,
//! serves it in one go, and hands out the answers; nobody waits for company, and no task of its own is needed.

use std::{
    collections::VecDeque,
    future::Future,
    sync::{Mutex, PoisonError},
};

use switchboard_store::DbKind;
use tokio::{
    select,
    sync::{Semaphore, oneshot},
};

/// A queue of requests with seats for those who serve it.
#[derive(Debug)]
pub(crate) struct Combiner<Q, A> {
    waiting: Mutex<VecDeque<(Q, oneshot::Sender<A>)>>,
    seats: Semaphore,
    /// Requests that are served together at the most.
    most: usize,
}

impl<Q, A> Combiner<Q, A> {
    /// So many may serve at the same time, each up to `most` requests at once.
    fn new(seats: usize, most: usize) -> Self {
        Self { waiting: Mutex::default(), seats: Semaphore::new(seats), most }
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
        let (sender, mut answer) = oneshot::channel();
        self.locked().push_back((request, sender));
        loop {
            let seat = select! {
                biased;
                answer = &mut answer => return answer.ok(),
                seat = self.seats.acquire() => seat,
            };
            let (requests, askers): (Vec<_>, Vec<_>) = {
                let mut waiting = self.locked();
                let many = waiting.len().min(self.most);
                waiting.drain(..many).unzip()
            };
            if requests.is_empty() {
                // Somebody else has it in hand.
                drop(seat);
                return answer.await.ok();
            }
            for (asker, answer) in askers.into_iter().zip(serve(requests).await) {
                // One who left does not want it any more.
                let _ = asker.send(answer);
            }
        }
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, VecDeque<(Q, oneshot::Sender<A>)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::future::join_all;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn what_comes_meanwhile_is_served_together_and_everybody_hears_of_its_own() {
        let combiner: Combiner<usize, (usize, usize)> = Combiner::new(1, 4);
        let served = Mutex::new(Vec::new());
        let serve = |requests: Vec<usize>| {
            served.lock().unwrap().push(requests.len());
            async move {
                tokio::task::yield_now().await;
                requests.iter().map(|request| (*request, requests.len())).collect()
            }
        };
        let answers = join_all((0..10).map(|request| combiner.ask(request, serve))).await;
        for (request, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.unwrap().0, request);
        }
        assert_eq!(served.into_inner().unwrap(), [1, 4, 4, 1]);
    }

    #[tokio::test]
    async fn who_leaves_while_it_serves_others_leaves_them_without_an_answer_and_the_seat_free() {
        let combiner: Arc<Combiner<u8, u8>> = Arc::new(Combiner::new(1, 4));
        let (begun, never) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let first = tokio::spawn({
            let (combiner, begun, never) = (Arc::clone(&combiner), Arc::clone(&begun), Arc::clone(&never));
            async move {
                let serve = |requests| {
                    begun.notify_one();
                    let never = Arc::clone(&never);
                    async move {
                        never.notified().await;
                        requests
                    }
                };
                combiner.ask(1, serve).await
            }
        });
        begun.notified().await;
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        let echo = |requests: Vec<u8>| async move { requests };
        assert_eq!(combiner.ask(2, echo).await, Some(2));
    }
}
