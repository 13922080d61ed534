//! What became of a dispatch, as this face shows it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use switchboard_services::{
    channels::{self, Trouble},
    texts::Lang,
};
use utoipa::ToSchema;
use uuid::Uuid;

/// What kind of thing happened.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum DispatchType {
    Info,
    Error,
    Success,
    Warning,
}

/// Something that was dispatched.
#[derive(Serialize, ToSchema)]
pub(super) struct Dispatch {
    id: Uuid,
    r#type: DispatchType,
    title: String,
    /// Null where a channel was named.
    #[schema(required)]
    topic: Option<String>,
    /// Null where a channel was named.
    #[schema(required)]
    level: Option<i32>,
    /// When it happened, as the caller said.
    #[schema(required)]
    occurred_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    /// What became of it, channel by channel.
    results: Vec<DispatchResult>,
}

/// What became of a dispatch in one channel.
#[derive(Serialize, ToSchema)]
pub(super) struct DispatchResult {
    id: Uuid,
    dispatch_id: Uuid,
    channel_id: Uuid,
    /// The channel's chat at that time.
    chat_id: String,
    r#type: DispatchType,
    title: String,
    created_at: DateTime<Utc>,
    /// `skipped`, `queued`, `sent`, `failed` or `uncertain`.
    #[schema(example = "sent")]
    state: &'static str,
    /// Why it was skipped (`disabled`, `topic`, `level`, `schedule`) or failed, in a stable word.
    #[schema(required)]
    reason: Option<String>,
    /// What stood in the way of one that failed, as the test says it.
    #[schema(required)]
    trouble: Option<&'static str>,
    /// What to do about it, in a sentence or two.
    #[schema(required)]
    hint: Option<&'static str>,
}

impl Dispatch {
    /// With hints in this language.
    pub(super) fn of(dispatch: channels::Dispatch, lang: Lang) -> Self {
        Self {
            id: dispatch.id.0,
            r#type: dispatch.kind.into(),
            title: dispatch.title,
            topic: dispatch.topic,
            level: dispatch.level,
            occurred_at: dispatch.occurred_at,
            created_at: dispatch.created_at,
            results: dispatch.results.into_iter().map(|result| DispatchResult::of(result, lang)).collect(),
        }
    }
}

impl DispatchResult {
    /// With hints in this language.
    pub(super) fn of(result: channels::DispatchResult, lang: Lang) -> Self {
        let trouble = result.trouble();
        Self {
            id: result.id.0,
            dispatch_id: result.dispatch_id.0,
            channel_id: result.channel_id.0,
            chat_id: result.chat_id,
            r#type: result.kind.into(),
            title: result.title,
            created_at: result.created_at,
            state: match result.state {
                channels::ResultState::Skipped => "skipped",
                channels::ResultState::Queued => "queued",
                channels::ResultState::Sent => "sent",
                channels::ResultState::Failed => "failed",
                channels::ResultState::Uncertain => "uncertain",
            },
            reason: result.reason,
            trouble: trouble.map(word),
            hint: trouble.map(|trouble| trouble.hint(lang)),
        }
    }
}

/// A stable word.
pub(super) fn word(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NoBot => "no_bot",
        Trouble::BotOff => "bot_off",
        Trouble::Token => "token",
        Trouble::NotOwnChat => "not_own_chat",
        Trouble::Blocked => "blocked",
        Trouble::NotMember => "not_member",
        Trouble::NoRights => "no_rights",
        Trouble::UnknownGroup => "unknown_group",
        Trouble::LostMinus => "lost_minus",
        Trouble::Unreachable => "unreachable",
        Trouble::Uncertain => "uncertain",
        Trouble::Cancelled => "cancelled",
        Trouble::Refused => "refused",
    }
}

impl From<channels::DispatchType> for DispatchType {
    fn from(kind: channels::DispatchType) -> Self {
        match kind {
            channels::DispatchType::Info => Self::Info,
            channels::DispatchType::Error => Self::Error,
            channels::DispatchType::Success => Self::Success,
            channels::DispatchType::Warning => Self::Warning,
        }
    }
}

impl From<DispatchType> for channels::DispatchType {
    fn from(kind: DispatchType) -> Self {
        match kind {
            DispatchType::Info => Self::Info,
            DispatchType::Error => Self::Error,
            DispatchType::Success => Self::Success,
            DispatchType::Warning => Self::Warning,
        }
    }
}
