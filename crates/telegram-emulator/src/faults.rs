//! Faults on demand: what goes wrong, for which calls or updates, how often.
//!
//! Set by tests and by the page; asked by the Bot API once for each call, before the call is carried out, and once for
//! each update, when it is queued. A fault with a count disappears when it was used up.

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultKind {
    /// The call is carried out later.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// 429 with `retry_after`; the call has no effect.
    TooManyRequests {
        /// Seconds.
        retry_after: u64,
    },
    /// A 5xx; the call has no effect.
    ServerError {
        /// 500 to 599.
        status: u16,
        /// An HTML page, as a proxy in front of the server answers, instead of JSON.
        #[serde(default)]
        html: bool,
    },
    /// The connection is cut, the call has no effect.
    ResetBefore,
    /// The call takes effect, then the connection is cut without an answer.
    ResetAfter,
    /// The call takes effect, half of the answer arrives.
    TruncateAfter,
    /// An update is delivered twice, under the same id. For this and the next two, `method` is the update's kind.
    DuplicateUpdate,
    /// An update is held back and delivered right after the next one.
    ReorderUpdate,
    /// An update of a kind that nobody knows comes before this one.
    UnknownUpdate,
}

/// A fault and the calls that it hits. Fields that are `None` match everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Only this bot's calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<i64>,
    /// Only this method, in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only calls with this `chat_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<i64>,
    /// How many calls it hits; `None`: all, until it is removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
}

impl Fault {
    /// A fault that hits every call until it is removed; narrow it with the methods below.
    pub fn new(kind: FaultKind) -> Self {
        Fault { bot: None, method: None, chat_id: None, count: None, kind }
    }

    /// Only this bot's calls.
    pub fn bot(mut self, bot: i64) -> Self {
        self.bot = Some(bot);
        self
    }

    /// Only this method.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Only calls with this `chat_id`.
    pub fn chat(mut self, chat_id: i64) -> Self {
        self.chat_id = Some(chat_id);
        self
    }

    /// Only the next `count` calls.
    pub fn times(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    fn is_for_updates(&self) -> bool {
        use FaultKind::{DuplicateUpdate, ReorderUpdate, UnknownUpdate};
        matches!(self.kind, DuplicateUpdate | ReorderUpdate | UnknownUpdate)
    }

    fn hits(&self, bot: i64, method: &str, chat_id: Option<i64>) -> bool {
        self.bot.is_none_or(|own| own == bot)
            && self.method.as_deref().is_none_or(|own| own.eq_ignore_ascii_case(method))
            && self.chat_id.is_none_or(|own| Some(own) == chat_id)
            && self.count != Some(0)
    }
}

/// The faults that are switched on, with their ids.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    active: Vec<(u64, Fault)>,
    next_id: u64,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) -> u64 {
        self.next_id += 1;
        self.active.push((self.next_id, fault));
        self.next_id
    }

    pub(crate) fn remove(&mut self, id: u64) {
        self.active.retain(|(own, _)| *own != id);
    }

    pub(crate) fn clear(&mut self) {
        self.active.clear();
    }

    pub(crate) fn list(&self) -> Vec<(u64, Fault)> {
        self.active.clone()
    }

    /// The first fault that hits this update.
    pub(crate) fn take_update(&mut self, bot: i64, kind: &str, chat_id: i64) -> Option<FaultKind> {
        let hit =
            |fault: &&mut (u64, Fault)| fault.1.is_for_updates() && fault.1.hits(bot, kind, Some(chat_id));
        let (_, fault) = self.active.iter_mut().find(hit)?;
        fault.count = fault.count.map(|left| left - 1);
        let kind = fault.kind;
        self.active.retain(|(_, fault)| fault.count != Some(0));
        Some(kind)
    }

    /// The faults that hit this call: every delay, and the first of the others.
    pub(crate) fn take(&mut self, bot: i64, method: &str, chat_id: Option<i64>) -> Vec<FaultKind> {
        let mut taken: Vec<FaultKind> = Vec::new();
        for (_, fault) in &mut self.active {
            let is_delay = matches!(fault.kind, FaultKind::Delay { .. });
            let first = is_delay || taken.iter().all(|kind| matches!(kind, FaultKind::Delay { .. }));
            if first && !fault.is_for_updates() && fault.hits(bot, method, chat_id) {
                fault.count = fault.count.map(|left| left - 1);
                taken.push(fault.kind);
            }
        }
        self.active.retain(|(_, fault)| fault.count != Some(0));
        taken
    }
}
