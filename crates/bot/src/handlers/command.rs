//! The bot's commands: `/start`, `/code`, `/settings`, `/help`, `/stop`, `/support`, `/agents`, with or without the bot's name, in any case.

use teloxide::utils::command::BotCommands;

/// A command as somebody typed it. What comes after those that hold no text is not looked at.
#[derive(BotCommands, Clone, Debug, PartialEq, Eq)]
#[command(rename_rule = "lowercase")]
pub enum Command {
    /// Begin; with the payload of a deep link, if there was one (64 of `A-Za-z0-9_-` at Telegram).
    Start(String),
    /// A new code.
    Code,
    /// Which notifications come.
    Settings,
    /// What the bot can do.
    Help,
    /// No more notifications.
    Stop,
    /// This chat is to be the support chat.
    Support(String),
    /// These people are to answer in it.
    Agents(String),
}

impl Command {
    /// Reads a command of this bot. A command of another bot (`/help@other_bot`), one that is not known, and words
    /// that only look like one are none.
    #[must_use]
    pub fn read(text: &str, bot_username: Option<&str>) -> Option<Self> {
        // The derived parser knows one space as separator and one case.
        let (head, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let plain = format!("{} {}", head.to_ascii_lowercase(), rest.trim());
        Self::parse(&plain, bot_username?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Command> {
        Command::read(text, Some("Shop_Bot"))
    }

    #[test]
    fn commands_are_read_in_any_case_with_or_without_the_bots_name() {
        for text in
            ["/code", "/CODE", "/code@shop_bot", "/Code@SHOP_BOT", "/code please", "/code\nplease", "/code  "]
        {
            assert_eq!(read(text), Some(Command::Code), "{text:?}");
        }
        assert_eq!(read("/help"), Some(Command::Help));
        assert_eq!(read("/stop now"), Some(Command::Stop));
    }

    #[test]
    fn the_payload_of_a_deep_link_is_kept_as_it_is() {
        assert_eq!(read("/start"), Some(Command::Start(String::new())));
        assert_eq!(read("/start  aZ09_-"), Some(Command::Start("aZ09_-".to_owned())));
        assert_eq!(read("/start@shop_bot\naZ09_- "), Some(Command::Start("aZ09_-".to_owned())));
    }

    #[test]
    fn everything_else_is_ordinary_text() {
        for text in [
            "",
            "/",
            "start",
            " /start",
            "/starts",
            "/start@other_bot",
            "/help@",
            "/unknown",
            "code",
            "//code",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
