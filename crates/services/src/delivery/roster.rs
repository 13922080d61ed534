//! Which bots this process owns right now. Intake and sending both follow it.

use switchboard_store::{BotId, TenantId, WorkerId, ownership::Claim};

/// A bot that this process owns, under one epoch. A write for it checks that this still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OwnedBot {
    /// Telegram's id.
    pub bot: BotId,
    /// Whose it is.
    pub tenant: TenantId,
    /// The process.
    pub owner: WorkerId,
    /// Grows with each taking.
    pub epoch: i64,
    /// Which token of the bot is in use; a change restarts its tasks.
    pub token_version: i64,
    /// Whether it is polled (no webhook is registered).
    pub polled: bool,
}

impl OwnedBot {
    /// What a write for the bot checks.
    #[must_use]
    pub fn claim(&self) -> Claim {
        Claim { bot: self.bot, owner: self.owner, epoch: self.epoch }
    }

    /// Whether a sender started for the other serves this one too (polling does not matter to it).
    #[must_use]
    pub fn sends_like(&self, other: &Self) -> bool {
        Self { polled: other.polled, ..*self } == *other
    }
}
