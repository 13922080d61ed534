//! Broadcasts.

use async_graphql::{Enum, ID, InputObject, Object};
use switchboard_services::broadcasts::{self, BroadcastFilter, NewBroadcast, Progress};

use super::DateTime;

/// A message to many.
#[derive(InputObject)]
pub(crate) struct CreateBroadcastInput {
    /// Plain text, up to 4096 characters.
    text: String,
    /// Only those whose Telegram speaks this language: a tag or its beginning, such as `ru`.
    language: Option<String>,
    /// A repeated request with the same key gets the same broadcast, for 24 hours.
    idempotency_key: Option<String>,
}

impl From<CreateBroadcastInput> for NewBroadcast {
    fn from(input: CreateBroadcastInput) -> Self {
        let filter = BroadcastFilter { language: input.language };
        Self { text: input.text, filter, idempotency_key: input.idempotency_key }
    }
}

/// How far the accepting of a broadcast's sends got.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "broadcasts::BroadcastState")]
pub(crate) enum BroadcastState {
    /// Its sends are being accepted, chunk by chunk.
    Expanding,
    /// All its sends were accepted.
    Expanded,
    /// Taken back: what had not started was cancelled.
    Cancelled,
}

pub(crate) struct Broadcast(pub(crate) Progress);

/// A message to many, and how far it got.
#[Object]
impl Broadcast {
    /// Its id.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What is sent.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// How far the accepting of its sends got.
    async fn state(&self) -> BroadcastState {
        self.0.state.into()
    }

    /// When it was accepted.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Sends accepted so far.
    async fn total(&self) -> i64 {
        self.0.total
    }

    /// Waiting for their turn, or on their way.
    async fn waiting(&self) -> i64 {
        self.0.waiting
    }

    /// Taken by Telegram.
    async fn sent(&self) -> i64 {
        self.0.sent
    }

    /// Refused, or expired.
    async fn failed(&self) -> i64 {
        self.0.failed
    }

    /// Handed to Telegram, answer lost.
    async fn uncertain(&self) -> i64 {
        self.0.uncertain
    }

    /// Taken back before they started.
    async fn cancelled(&self) -> i64 {
        self.0.cancelled
    }
}
