//! Whose turn it is: within a chat strictly one after the other, between chats nobody waits for another.

use std::{collections::HashSet, time::Duration};

use chrono::{DateTime, Utc};

/// One walk over the waiting updates, oldest first.
#[derive(Debug)]
pub(super) struct Turns {
    now: DateTime<Utc>,
    held: HashSet<i64>,
    next: Duration,
}

impl Turns {
    /// A walk at `now`; the next one is due in `net` at the latest.
    pub(super) fn new(now: DateTime<Utc>, net: Duration) -> Self {
        Self { now, held: HashSet::new(), next: net }
    }

    /// Whether an update of `chat` may be handled now. One that was put off keeps its chat's turn.
    pub(super) fn may(&mut self, chat: i64, not_before: Option<DateTime<Utc>>) -> bool {
        if self.held.contains(&chat) {
            return false;
        }
        match not_before.and_then(|due| (due - self.now).to_std().ok()) {
            Some(ahead) if !ahead.is_zero() => {
                self.hold(chat, ahead);
                false
            }
            _ => true,
        }
    }

    /// Later updates of `chat` wait, and the next walk is due after `pause`.
    pub(super) fn hold(&mut self, chat: i64, pause: Duration) {
        self.held.insert(chat);
        self.next = self.next.min(pause);
    }

    /// When to walk again if nobody rings.
    pub(super) fn next(&self) -> Duration {
        self.next.max(Duration::from_millis(10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NET: Duration = Duration::from_secs(1);

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000 + millis).unwrap()
    }

    #[test]
    fn an_update_that_was_put_off_holds_its_chat_and_no_other() {
        let mut turns = Turns::new(at(0), NET);
        assert!(turns.may(1, None));
        assert!(!turns.may(2, Some(at(100))));
        assert!(!turns.may(2, None), "a later update of the same chat overtook");
        assert!(turns.may(1, None));
        assert!(turns.may(3, Some(at(0))));
        assert!(turns.may(4, Some(at(-5))));
        assert_eq!(turns.next(), Duration::from_millis(100));
    }

    #[test]
    fn a_chat_is_held_after_a_failure_and_the_walk_comes_back_in_time() {
        let mut turns = Turns::new(at(0), NET);
        assert!(turns.may(1, None));
        assert_eq!(turns.next(), NET);
        turns.hold(1, Duration::from_millis(1));
        assert!(!turns.may(1, None));
        assert_eq!(turns.next(), Duration::from_millis(10));
        assert!(!turns.may(2, Some(at(60_000))));
        assert_eq!(turns.next(), Duration::from_millis(10));
    }
}
