//! What was dispatched to channels, and what became of it.

use async_graphql::{Enum, ID, Object};
use switchboard_services::channels;

use super::{ChannelTrouble, DateTime, Language, NodeId, channel_trouble::language};

pub(crate) struct ChannelDispatch(pub(crate) channels::Dispatch);

#[derive(Clone)]
pub(crate) struct ChannelDispatchResult(pub(crate) channels::DispatchResult);

/// What kind of thing happened.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::channels::DispatchType")]
pub(crate) enum DispatchType {
    /// Something to know.
    Info,
    /// Something failed.
    Error,
    /// Something went well.
    Success,
    /// Something may fail.
    Warning,
}

/// How far a dispatch got in one channel.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::channels::ResultState")]
pub(crate) enum DispatchState {
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

/// Something that was dispatched to channels.
#[Object]
impl ChannelDispatch {
    /// Its id.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What kind of thing happened.
    async fn r#type(&self) -> DispatchType {
        self.0.kind.into()
    }

    /// What its letter begins with.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What it is about, where no channel was named.
    async fn topic(&self) -> Option<&str> {
        self.0.topic.as_deref()
    }

    /// How urgent it is, where no channel was named.
    async fn level(&self) -> Option<i32> {
        self.0.level
    }

    /// When it happened, as the caller said.
    async fn occurred_at(&self) -> Option<DateTime> {
        self.0.occurred_at.map(DateTime)
    }

    /// When it was dispatched.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// What became of it, channel by channel.
    async fn results(&self) -> Vec<ChannelDispatchResult> {
        self.0.results.iter().cloned().map(ChannelDispatchResult).collect()
    }
}

/// What became of a dispatch in one channel.
#[Object]
impl ChannelDispatchResult {
    /// Its id.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Of which dispatch.
    async fn dispatch_id(&self) -> ID {
        ID(self.0.dispatch_id.to_string())
    }

    /// Where.
    async fn channel_id(&self) -> ID {
        NodeId::Channel(self.0.channel_id).into()
    }

    /// The channel's chat at that time: a 64-bit integer, as text.
    async fn chat_id(&self) -> &str {
        &self.0.chat_id
    }

    /// What kind of thing happened.
    async fn r#type(&self) -> DispatchType {
        self.0.kind.into()
    }

    /// What its letter begins with.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// When it was dispatched.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// How far it got.
    async fn state(&self) -> DispatchState {
        self.0.state.into()
    }

    /// Why it was skipped (`disabled`, `topic`, `level`, `schedule`) or failed, in a stable word.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// What stood in the way of one that failed.
    async fn trouble(&self) -> Option<ChannelTrouble> {
        self.0.trouble().map(Into::into)
    }

    /// What to do about a failure, in a sentence or two.
    async fn hint(
        &self,
        #[graphql(desc = "In which language. Without it: English.")] language: Option<Language>,
    ) -> Option<&'static str> {
        self.0.trouble().map(|trouble| trouble.hint(self::language(language)))
    }
}
