//! What a bot's owner knows of a chat: its id at Telegram, its budget, and whether a 429 closed it for a while.

use chrono::{DateTime, Utc};
use switchboard_store::entities::chat::{self, ChatKind};
use tokio::time::Instant;

use super::{bucket::Bucket, settings::DeliverySettings};

/// One chat's pace.
#[derive(Debug)]
pub(super) struct ChatBudget {
    pub(super) telegram_chat_id: i64,
    pub(super) bucket: Bucket,
    pub(super) blocked_until: Option<Instant>,
}

impl ChatBudget {
    pub(super) fn new(
        chat: &chat::Model,
        settings: &DeliverySettings,
        now: Instant,
        wall: DateTime<Utc>,
    ) -> Self {
        let limit = if chat.kind == ChatKind::Private { settings.private_chat } else { settings.group_chat };
        let bucket = match chat.last_sent_at {
            // A clock that stepped back makes the age negative: then nothing is known, and the budget is empty.
            Some(last) => Bucket::emptied(limit, now, (wall - last).to_std().unwrap_or_default()),
            None => Bucket::full(limit, now),
        };
        let blocked_until =
            chat.blocked_until.and_then(|until| (until - wall).to_std().ok()).map(|wait| now + wait);
        Self { telegram_chat_id: chat.telegram_chat_id, bucket, blocked_until }
    }

    pub(super) fn next_slot(&self, now: Instant) -> Instant {
        self.bucket.next_slot(now).max(self.blocked_until.unwrap_or(now))
    }

    pub(super) fn is_idle(&self, now: Instant) -> bool {
        self.bucket.is_full(now) && self.blocked_until.is_none_or(|until| until <= now)
    }
}
