//! How a bot's owner slows down: full jitter after failures to connect, a probe after lost answers in a row.

use std::{sync::Arc, time::Duration};

use rand::Rng;
use serde_json::json;
use tokio::{sync::mpsc, time::Instant};

use super::{ending::Ending, owner::Owner};
use crate::{
    core::Core,
    telegram::{BotAccess, CallError},
};

/// The longest pause after failures to connect.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Lost answers in a row after which `getMe` must succeed before more is tried.
pub(super) const SUSPICIOUS_LOSSES: u32 = 3;

/// The pause after so many failures in a row: full jitter, so that a herd spreads out.
pub(super) fn back_off(failures: u32) -> Duration {
    let ceiling = Duration::from_millis(250).saturating_mul(1 << failures.min(10)).min(LONGEST_PAUSE);
    ceiling.mul_f64(rand::rng().random_range(0.1..=1.0))
}

impl Owner {
    /// Telegram asked the bot, or one of its chats, to wait.
    pub(super) fn slow_down(&mut self, ending: &Ending, seconds: u32, now: Instant) {
        let wait = asked_wait(seconds);
        let until = ending.report.ended_at + wait;
        let chat = ending.report.pick.chat;
        self.step.blocked_chats.push((chat, until));
        if self.scheduler.block_chat(chat, now + wait, now) {
            // A second chat was told to wait: it is the bot that is too fast.
            self.scheduler.block_bot(now + wait);
            self.step.blocked_bot = self.step.blocked_bot.max(Some(until));
        }
        tracing::warn!(bot = self.owned.bot, chat, seconds, "Telegram asks to wait");
    }
}

/// What a 429 asks for, and a little more, so that chats that were blocked together do not come back together.
fn asked_wait(seconds: u32) -> Duration {
    Duration::from_secs(u64::from(seconds)) + Duration::from_millis(rand::rng().random_range(50..=500))
}

/// Asks `getMe` until Telegram answers anything at all, then says so once.
pub(super) fn probe(core: Core, access: Arc<BotAccess>, answered: mpsc::UnboundedSender<()>) {
    tokio::spawn(async move {
        let mut failures = 0;
        loop {
            let answer = core.telegram.call(&access, "getMe", &json!({}), Duration::from_secs(10)).await;
            if !matches!(answer, Err(CallError::Unsent(_) | CallError::Ambiguous(_))) || answered.is_closed()
            {
                let _ = answered.send(());
                return;
            }
            failures += 1;
            tokio::time::sleep(back_off(failures)).await;
        }
    });
}
