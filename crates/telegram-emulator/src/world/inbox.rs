//! A bot's queue of updates, which polling and the webhook empty.
//!
//! Ids run one by one from a random start. Updates are forgotten after 24 hours, callback queries after 150 seconds
//! (Client.cpp, `add_update`). Which kinds are queued is decided when they arise, by `allowed_updates`.

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
};

use serde_json::{Value, json};
use tokio::sync::Notify;

const DAY_MS: i64 = 24 * 3600 * 1000;
const CALLBACK_MS: i64 = 150 * 1000;

/// Kinds that are sent only to bots that ask for them (Bot API, `getUpdates`, `allowed_updates`).
const ON_REQUEST: &[&str] = &["chat_member", "message_reaction", "message_reaction_count"];

/// Kinds that a bot can choose; any other kind is newer than this crate and always delivered.
const KNOWN: &[&str] = &[
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
];

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: i64,
    /// Updates of one lane are posted one after another: the chat's id, or for callback queries the user's.
    pub(crate) lane: i64,
    pub(crate) update: Value,
    expires_ms: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Inbox {
    pub(crate) queue: VecDeque<Entry>,
    pub(crate) next_id: i64,
    /// Held back by a fault until the next update was queued.
    held: Vec<Entry>,
    /// `None`: Telegram's defaults.
    pub(crate) allowed: Option<HashSet<String>>,
    /// Counts polls, so that an older one notices that it was replaced.
    pub(crate) poll: u64,
    /// Polls that wait for an answer now.
    pub(crate) waiting: usize,
    /// Why the polls before `poll` ended: a `setWebhook` call rather than another poll.
    pub(crate) ended_by_webhook: bool,
    /// The previous poll's offset and when it came (milliseconds).
    pub(crate) last_poll: Option<(i64, i64)>,
    pub(crate) wake: Arc<Notify>,
}

impl Inbox {
    pub(crate) fn new(first_id: i64) -> Self {
        Inbox {
            queue: VecDeque::new(),
            next_id: first_id,
            held: Vec::new(),
            allowed: None,
            poll: 0,
            waiting: 0,
            ended_by_webhook: false,
            last_poll: None,
            wake: Arc::new(Notify::new()),
        }
    }

    pub(crate) fn wants(&self, kind: &str) -> bool {
        match &self.allowed {
            _ if !KNOWN.contains(&kind) => true,
            None => !ON_REQUEST.contains(&kind),
            Some(allowed) => allowed.contains(kind),
        }
    }

    /// `allowed_updates` as given: an empty list means the defaults, unknown names are ignored.
    pub(crate) fn allow(&mut self, kinds: &[Value]) {
        let kinds: HashSet<String> = kinds
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_lowercase)
            .filter(|k| KNOWN.contains(&k.as_str()))
            .collect();
        self.allowed = (!kinds.is_empty()).then_some(kinds);
    }

    /// Queues `{kind: body}`, or drops it if the bot did not ask for that kind. Returns the update's id.
    pub(crate) fn push(&mut self, kind: &str, body: Value, lane: i64, now_ms: i64) -> Option<i64> {
        if !self.wants(kind) {
            return None;
        }
        let id = self.next_id;
        self.next_id += 1;
        let mut update = json!({"update_id": id});
        update[kind] = body;
        let keep = if kind == "callback_query" { CALLBACK_MS } else { DAY_MS };
        while self.queue.front().is_some_and(|oldest| oldest.expires_ms <= now_ms) {
            self.queue.pop_front();
        }
        self.queue.push_back(Entry { id, lane, update, expires_ms: now_ms + keep });
        self.queue.extend(self.held.drain(..));
        self.wake.notify_waiters();
        Some(id)
    }

    /// As [`Inbox::push`], but behind the update that comes next; one at a time is held back.
    pub(crate) fn hold(&mut self, kind: &str, body: Value, lane: i64, now_ms: i64) -> Option<i64> {
        let held_one = !self.held.is_empty();
        let id = self.push(kind, body, lane, now_ms)?;
        if !held_one {
            self.held.extend(self.queue.pop_back());
        }
        Some(id)
    }

    /// Queues the newest update once more.
    pub(crate) fn repeat_last(&mut self) {
        self.queue.extend(self.queue.back().cloned());
        self.wake.notify_waiters();
    }

    pub(crate) fn drop_expired(&mut self, now_ms: i64) {
        self.queue.retain(|entry| entry.expires_ms > now_ms);
    }

    /// Takes one delivered update out; a duplicate of it stays.
    pub(crate) fn remove(&mut self, id: i64) {
        if let Some(at) = self.queue.iter().position(|entry| entry.id == id) {
            self.queue.remove(at);
        }
    }

    /// Forgets everything before `offset`; a negative offset counts from the end of the queue.
    pub(crate) fn confirm(&mut self, offset: i64) {
        if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let forget = self.queue.len().saturating_sub(keep);
            self.queue.drain(..forget);
        } else {
            self.queue.retain(|entry| entry.id >= offset);
        }
    }
}

impl Entry {
    /// An update that was given as a whole, in a lane of its own.
    pub(crate) fn whole(id: i64, update: Value, now_ms: i64) -> Self {
        Entry { id, lane: -id, update, expires_ms: now_ms + DAY_MS }
    }
}
