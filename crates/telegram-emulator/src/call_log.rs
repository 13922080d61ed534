//! The log of API calls: what each bot asked, what it was answered, and whether the call took effect.
//!
//! Written once by the Bot API for every call, read by tests, the control API and the page. It holds the newest calls
//! only, and no tokens: they are replaced before anything is stored.

use std::{collections::VecDeque, sync::Arc};

use serde::Serialize;
use serde_json::Value;

/// One Bot API call.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// Grows by one with each call, from 1.
    pub seq: u64,
    /// The bot's id; 0 for an unknown token.
    pub bot: i64,
    /// The method as documented, `sendMessage`, whatever case the client used.
    pub method: String,
    /// The arguments: numbers, booleans and nested objects as JSON, whichever way they were sent.
    pub params: Value,
    /// The HTTP status that was answered; 0 if the connection was cut instead.
    pub status: u16,
    /// The body that was answered, or would have been if no fault had come between.
    pub answer: Value,
    /// Whether the call took effect (a fault may hide that from the bot).
    pub applied: bool,
    /// The fault that was injected, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// When it came, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
}

impl Call {
    /// `chat_id` as a number, if it was one.
    pub fn chat_id(&self) -> Option<i64> {
        self.params.get("chat_id").and_then(Value::as_i64)
    }

    /// `text`, or the caption.
    pub fn text(&self) -> Option<&str> {
        self.params.get("text").or_else(|| self.params.get("caption")).and_then(Value::as_str)
    }

    /// Whether the bot was answered `"ok":true` with HTTP 200.
    pub fn ok(&self) -> bool {
        self.status == 200 && self.answer.get("ok").and_then(Value::as_bool) == Some(true)
    }

    /// The message id in the result, for methods that make a message.
    pub fn message_id(&self) -> Option<i64> {
        self.answer.pointer("/result/message_id").and_then(Value::as_i64)
    }
}

#[derive(Debug, Default)]
pub(crate) struct CallLog {
    calls: VecDeque<Arc<Call>>,
    next_seq: u64,
    kept: usize,
}

impl CallLog {
    pub(crate) fn new(kept: usize) -> Self {
        CallLog { calls: VecDeque::new(), next_seq: 1, kept: kept.max(1) }
    }

    pub(crate) fn add(&mut self, mut call: Call) {
        call.seq = self.next_seq;
        self.next_seq += 1;
        self.calls.push_back(Arc::new(call));
        while self.calls.len() > self.kept {
            self.calls.pop_front();
        }
    }

    /// Calls with a number above `seq`, oldest first.
    pub(crate) fn after(&self, seq: u64) -> Vec<Arc<Call>> {
        let start = self.calls.partition_point(|call| call.seq <= seq);
        self.calls.range(start..).cloned().collect()
    }

    pub(crate) fn last_seq(&self) -> u64 {
        self.next_seq - 1
    }

    pub(crate) fn clear(&mut self) {
        self.calls.clear();
    }
}
