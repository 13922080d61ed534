//! What was dispatched and what became of it, channel by channel: what was skipped and why, and how the sends ended.

use chrono::{DateTime, Utc};
use switchboard_store::{
    ChannelId, DispatchId, DispatchResultId,
    channel_dispatches::{self, Told},
    channels,
    entities::{channel_dispatch, channel_dispatch_result::DispatchOutcome, outbox::OutboxState},
    pages,
};
use uuid::Uuid;

use super::{Channels, DispatchType, Slice, Span, Trouble, reach::Reach, read::window, unknown};
use crate::{
    actor::Actor,
    error::{Error, Result},
};

/// Something that was dispatched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// The dispatch.
    pub id: DispatchId,
    /// What kind of thing happened.
    pub kind: DispatchType,
    /// What its letter begins with.
    pub title: String,
    /// What it is about, where no channel was named.
    pub topic: Option<String>,
    /// How urgent it is, where no channel was named.
    pub level: Option<i32>,
    /// When it happened, as the caller said.
    pub occurred_at: Option<DateTime<Utc>>,
    /// When it was dispatched.
    pub created_at: DateTime<Utc>,
    /// What became of it, channel by channel.
    pub results: Vec<DispatchResult>,
}

/// What became of a dispatch in one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DispatchResult {
    /// The result.
    pub id: DispatchResultId,
    /// Of which dispatch.
    pub dispatch_id: DispatchId,
    /// Where.
    pub channel_id: ChannelId,
    /// The channel's chat at that time.
    pub chat_id: String,
    /// What kind of thing happened.
    pub kind: DispatchType,
    /// What its letter begins with.
    pub title: String,
    /// When it was dispatched.
    pub created_at: DateTime<Utc>,
    /// How far it got.
    pub state: ResultState,
    /// Why it was skipped or failed, in a stable word.
    pub reason: Option<String>,
}

/// How far a dispatch got in one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultState {
    /// The channel did not want it.
    Skipped,
    /// Accepted, not sent yet.
    Queued,
    /// Telegram took it.
    Sent,
    /// It could not be said there.
    Failed,
    /// Handed to Telegram, answer lost.
    Uncertain,
}

/// One page of what became of dispatches in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultPage {
    /// The newest first.
    pub results: Vec<DispatchResult>,
    /// How many there are on all pages.
    pub total: u64,
}

impl DispatchResult {
    /// What to do about a failure.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        let is_trouble = matches!(self.state, ResultState::Failed | ResultState::Uncertain);
        let reason = self.reason.as_deref().filter(|_| is_trouble)?;
        Some(Trouble::of(reason, &self.chat_id))
    }

    fn of(told: Told) -> Self {
        let Told { dispatch, result, send } = told;
        let (state, reason) = match (result.outcome, send) {
            (DispatchOutcome::Skipped, _) => (ResultState::Skipped, result.reason),
            (DispatchOutcome::Failed, _) => (ResultState::Failed, result.reason),
            (DispatchOutcome::Accepted, Some((state, reason))) => (of_send(state), reason),
            (DispatchOutcome::Accepted, None) => (ResultState::Uncertain, Some("forgotten".to_owned())),
        };
        Self {
            id: result.id,
            dispatch_id: result.dispatch_id,
            channel_id: result.channel_id,
            chat_id: result.chat_id,
            kind: dispatch.kind,
            title: dispatch.title,
            created_at: dispatch.created_at,
            state,
            reason,
        }
    }
}

impl Channels {
    /// A dispatch and what became of it so far. A plain user finds what they dispatched themselves.
    ///
    /// # Errors
    /// `NotFound` for one that is not the caller's, or that retention took.
    pub async fn dispatched(&self, actor: &Actor, id: DispatchId) -> Result<Dispatch> {
        let by = Reach::of(actor)?.user();
        let reader = self.core.db.reader();
        let found = channel_dispatches::by_id(reader, actor.tenant, by, id).await?;
        let dispatch = found.ok_or_else(|| Error::not_found("There is no such dispatch."))?;
        let told = channel_dispatches::results(reader, &dispatch).await?;
        let results = told.into_iter().map(DispatchResult::of).collect();
        let channel_dispatch::Model { id, kind, title, topic, level, occurred_at, created_at, .. } = dispatch;
        Ok(Dispatch { id, kind, title, topic, level, occurred_at, created_at, results })
    }

    /// What became of dispatches in a channel, the newest first.
    ///
    /// # Errors
    /// `NotFound` for one that is not the caller's to manage.
    pub async fn results(
        &self,
        actor: &Actor,
        channel: ChannelId,
        span: &Span<Uuid>,
    ) -> Result<Slice<DispatchResult>> {
        self.must_manage(actor, channel).await?;
        let reader = self.core.db.reader();
        let Slice { rows, has_more } =
            pages::dispatch_results(actor.tenant, channel).read(reader, span).await?;
        let told = channel_dispatches::told(reader, actor.tenant, rows).await?;
        Ok(Slice { rows: told.into_iter().map(DispatchResult::of).collect(), has_more })
    }

    /// One page of what became of dispatches in a channel: `page` from 0, `size` 1 to 100.
    ///
    /// # Errors
    /// As [`results`](Self::results); for a page that can't be.
    pub async fn results_page(
        &self,
        actor: &Actor,
        channel: ChannelId,
        page: i64,
        size: i64,
    ) -> Result<ResultPage> {
        self.must_manage(actor, channel).await?;
        let (skip, take) = window(page, size)?;
        let reader = self.core.db.reader();
        let rows = channel_dispatches::newest(reader, actor.tenant, channel, skip, take).await?;
        let total = pages::dispatch_results(actor.tenant, channel).count(reader).await?;
        let told = channel_dispatches::told(reader, actor.tenant, rows).await?;
        Ok(ResultPage { results: told.into_iter().map(DispatchResult::of).collect(), total })
    }

    /// How many results a channel has.
    ///
    /// # Errors
    /// As [`results`](Self::results).
    pub async fn count_results(&self, actor: &Actor, channel: ChannelId) -> Result<u64> {
        self.must_manage(actor, channel).await?;
        Ok(pages::dispatch_results(actor.tenant, channel).count(self.core.db.reader()).await?)
    }

    async fn must_manage(&self, actor: &Actor, channel: ChannelId) -> Result<()> {
        let whose = Reach::of(actor)?.whose();
        let found = channels::by_id(self.core.db.reader(), actor.tenant, whose, channel).await?;
        found.map(|_| ()).ok_or_else(unknown)
    }
}

fn of_send(state: OutboxState) -> ResultState {
    match state {
        OutboxState::Pending | OutboxState::Sending => ResultState::Queued,
        OutboxState::Sent => ResultState::Sent,
        OutboxState::Uncertain => ResultState::Uncertain,
        OutboxState::Failed | OutboxState::Expired | OutboxState::Cancelled => ResultState::Failed,
    }
}
