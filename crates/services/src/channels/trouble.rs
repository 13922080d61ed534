//! What stands in the way of an alert, from the stable word that a send or a result ended with, and what to do about it.

use crate::texts::{Lang, channels as texts};

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No bot is connected that could speak.
    NoBot,
    /// The bot is switched off.
    BotOff,
    /// Telegram refuses the bot's token.
    Token,
    /// A user's channel with the tenant's bot, and the chat is not the user's own (any more).
    NotOwnChat,
    /// The person blocked the bot, or the account is gone.
    Blocked,
    /// The bot was removed from the group, or never added.
    NotMember,
    /// The bot may not write there.
    NoRights,
    /// Telegram does not know the group.
    UnknownGroup,
    /// Telegram does not know the person; most likely a group's id that lost its minus.
    LostMinus,
    /// Telegram could not be reached in time, or asked to wait.
    Unreachable,
    /// Telegram's answer was lost: it may have arrived.
    Uncertain,
    /// It was taken back.
    Cancelled,
    /// Telegram refused it for another reason.
    Refused,
}

impl Trouble {
    /// The trouble behind the word `reason`, in the chat as the channel writes it.
    #[must_use]
    pub fn of(reason: &str, chat_id: &str) -> Self {
        match reason {
            "no_bot" => Self::NoBot,
            "bot_off" => Self::BotOff,
            "token_refused" => Self::Token,
            "not_own_chat" => Self::NotOwnChat,
            "blocked" | "deactivated" => Self::Blocked,
            "kicked" | "not_a_member" => Self::NotMember,
            "no_rights" | "topic_closed" => Self::NoRights,
            "chat_not_found" | "not_started" if !chat_id.starts_with('-') => Self::LostMinus,
            "chat_not_found" => Self::UnknownGroup,
            "expired" => Self::Unreachable,
            "uncertain" => Self::Uncertain,
            "cancelled" | "bot_moved" => Self::Cancelled,
            _ => Self::Refused,
        }
    }

    /// What to do about it, in a sentence or two.
    #[must_use]
    pub fn hint(self, lang: Lang) -> &'static str {
        texts::hint(lang, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_that_telegram_does_not_know_is_most_likely_a_lost_minus_or_a_missing_bot() {
        assert_eq!(Trouble::of("chat_not_found", "1001234567890"), Trouble::LostMinus);
        assert_eq!(Trouble::of("not_started", "77"), Trouble::LostMinus);
        assert_eq!(Trouble::of("chat_not_found", "-1001234567890"), Trouble::UnknownGroup);
        for trouble in [Trouble::LostMinus, Trouble::UnknownGroup] {
            assert!(trouble.hint(Lang::En).contains("begins with -"), "{trouble:?}");
            assert!(trouble.hint(Lang::Ru).contains("начинается с -"), "{trouble:?}");
        }
    }
}
