//! The bot's commands as Telegram's menu shows them (`setMyCommands`), in each language.

use super::Lang;

/// A command of the menu: its name without `/`, and what it does.
pub type Command = (&'static str, &'static str);

/// The commands of private chats, in the menu's order.
#[must_use]
pub fn private(lang: Lang) -> [Command; 5] {
    match lang {
        Lang::En => [
            ("start", "Begin, and get a code to link your account"),
            ("code", "Get a new code"),
            ("settings", "Which notifications come here"),
            ("help", "What this bot can do"),
            ("stop", "No more notifications"),
        ],
        Lang::Ru => [
            ("start", "Начать и получить код для привязки аккаунта"),
            ("code", "Получить новый код"),
            ("settings", "Какие уведомления присылать"),
            ("help", "Что умеет этот бот"),
            ("stop", "Больше не присылать уведомления"),
        ],
    }
}

/// The commands of groups, for those who run them.
#[must_use]
pub fn group(lang: Lang) -> [Command; 2] {
    match lang {
        Lang::En => {
            [("support", "Answer people's questions in this chat"), ("agents", "Who of this chat may answer")]
        }
        Lang::Ru => [
            ("support", "Отвечать на вопросы людей в этом чате"),
            ("agents", "Кто из этого чата может отвечать"),
        ],
    }
}
