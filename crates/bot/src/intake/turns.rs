//! Whose turn it is: within a chat strictly one after the other, between chats nobody waits for another. By the
//! monotonic clock and in memory only: a wall clock that is set back must not hold anybody.

use std::{collections::HashMap, time::Duration};

use switchboard_services::delivery::StoredUpdate;
use tokio::time::Instant;

/// Between two walks at least.
const SHORTEST: Duration = Duration::from_millis(10);

/// The waiting updates of one chat, oldest first.
pub(super) struct ChatQueue {
    pub(super) chat: i64,
    pub(super) rows: Vec<StoredUpdate>,
}

/// The chats that have to wait, and until when.
#[derive(Debug, Default)]
pub(super) struct Turns {
    held: HashMap<i64, Instant>,
}

impl Turns {
    /// A new walk over the waiting updates, oldest first: chats whose wait is over may go on. During a walk nothing is
    /// let go, or a later update could overtake the one that its chat waits for.
    pub(super) fn begin(&mut self, now: Instant) {
        self.held.retain(|_, until| *until > now);
    }

    /// The updates of the chats that may go on, a queue each; the chat with the oldest update first.
    pub(super) fn queues(&self, rows: Vec<StoredUpdate>) -> Vec<ChatQueue> {
        let mut queues: Vec<ChatQueue> = Vec::new();
        let mut places = HashMap::new();
        for row in rows.into_iter().filter(|row| self.may(row.chat_key)) {
            let place = *places.entry(row.chat_key).or_insert(queues.len());
            match queues.get_mut(place) {
                Some(queue) => queue.rows.push(row),
                None => queues.push(ChatQueue { chat: row.chat_key, rows: vec![row] }),
            }
        }
        queues
    }

    /// Whether an update of `chat` may be handled in this walk.
    fn may(&self, chat: i64) -> bool {
        !self.held.contains_key(&chat)
    }

    /// The chat waits: this update, and all later ones.
    pub(super) fn hold(&mut self, chat: i64, until: Instant) {
        self.held.insert(chat, until);
    }

    /// How long until the next walk is due if nobody rings; `None`: nobody waits.
    pub(super) fn next(&self, now: Instant) -> Option<Duration> {
        let first = self.held.values().min()?;
        Some(first.saturating_duration_since(now).max(SHORTEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_that_was_put_off_holds_its_chat_and_no_other() {
        let now = Instant::now();
        let mut turns = Turns::default();
        turns.begin(now);
        turns.hold(2, now + Duration::from_millis(100));
        assert!(turns.may(1));
        assert!(!turns.may(2), "a later update of the same chat overtook");
        assert_eq!(turns.next(now), Some(Duration::from_millis(100)));
    }

    #[test]
    fn a_wait_that_ends_during_a_walk_lets_nobody_overtake() {
        let now = Instant::now();
        let mut turns = Turns::default();
        turns.begin(now);
        turns.hold(1, now);
        assert!(!turns.may(1));
        assert_eq!(turns.next(now), Some(SHORTEST));
        turns.begin(now + Duration::from_millis(1));
        assert!(turns.may(1));
        assert_eq!(turns.next(now), None);
    }
}
