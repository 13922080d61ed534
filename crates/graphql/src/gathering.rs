//! When the ids that were gathered are loaded: as soon as the operation can go on with nothing else.
//!
//! A clock can't tell that. A page whose resolvers take longer than the wait on a busy machine is loaded in pieces, and on
//! an idle one everybody waits for nothing. So the batches run in the operation's own task, beside it: they begin after
//! each of its resolvers has said what it needs, and all who wait for a batch hear of it before any of them goes on.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use futures::{Stream, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};

type Batch = BoxFuture<'static, ()>;

/// Batches that an operation asked for and that have not begun.
#[derive(Clone, Default)]
pub(crate) struct Batches(Arc<Mutex<Vec<Batch>>>);

impl Batches {
    /// Runs the batch once the operation rests.
    pub(crate) fn add(&self, batch: Batch) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
    }

    fn take(&self) -> Vec<Batch> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// An operation (a future, or the stream of a subscription) with its batches. Those that nobody waits for any more are
/// dropped with it.
pub(crate) struct WithBatches<O> {
    operation: O,
    asked: Batches,
    running: FuturesUnordered<Batch>,
}

impl<O: Unpin> WithBatches<O> {
    pub(crate) fn new(operation: O, asked: Batches) -> Self {
        Self { operation, asked, running: FuturesUnordered::new() }
    }

    fn poll_with<T>(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl Fn(Pin<&mut O>, &mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        loop {
            if let Poll::Ready(done) = poll(Pin::new(&mut self.operation), cx) {
                return Poll::Ready(done);
            }
            self.running.extend(self.asked.take());
            match self.running.poll_next_unpin(cx) {
                Poll::Ready(Some(())) => {}
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl<O: Future + Unpin> Future for WithBatches<O> {
    type Output = O::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_with(cx, O::poll)
    }
}

impl<O: Stream + Unpin> Stream for WithBatches<O> {
    type Item = O::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_with(cx, O::poll_next)
    }
}
