//! What the bot says about codes, links and its own commands.

use super::Lang;

/// Greets where the integration has no welcome text of its own. `supported`: people answer what is written here.
#[must_use]
pub fn welcome(lang: Lang, supported: bool) -> &'static str {
    match (lang, supported) {
        (Lang::En, true) => {
            "Hello! Write to me here, and people will answer. Notifications from your account can come here too."
        }
        (Lang::En, false) => "Hello! Notifications from your account can come here.",
        (Lang::Ru, true) => {
            "Здравствуйте! Напишите мне сюда, и вам ответят люди. Сюда же могут приходить уведомления от вашего аккаунта."
        }
        (Lang::Ru, false) => "Здравствуйте! Сюда могут приходить уведомления от вашего аккаунта.",
    }
}

/// Before the digits of a code.
#[must_use]
pub fn code_lead(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Your code: ",
        Lang::Ru => "Ваш код: ",
    }
}

/// After the digits of a code: what to do with it.
#[must_use]
pub fn code_advice(lang: Lang, username: &str) -> String {
    match lang {
        Lang::En => format!(
            "Enter it in the application together with your username @{username} to link your account to this chat. \
             It works once, for 10 minutes. Tell it to nobody; support never asks for it."
        ),
        Lang::Ru => format!(
            "Введите его в приложении вместе с вашим именем @{username}, чтобы привязать аккаунт к этому чату. \
             Код действует один раз, 10 минут. Никому его не сообщайте: поддержка никогда его не спрашивает."
        ),
    }
}

/// Above a code that was asked for in the application: who asked.
#[must_use]
pub fn code_requested_by(lang: Lang, account: &str) -> String {
    match lang {
        Lang::En => {
            format!("The account {account} asks to be linked to this chat. If that is not you, do nothing.")
        }
        Lang::Ru => {
            format!("Аккаунт {account} просит привязать его к этому чату. Если это не вы, ничего не делайте.")
        }
    }
}

/// The hourly limit on codes is reached.
#[must_use]
pub fn code_limit(lang: Lang, minutes: i64) -> String {
    match lang {
        Lang::En => format!(
            "You have had three codes within the hour. The next one is possible in {minutes} min: press /code then."
        ),
        Lang::Ru => {
            format!(
                "За последний час вы получили три кода. Следующий можно получить через {minutes} мин.: нажмите /code."
            )
        }
    }
}

/// A code is entered together with a username, and this person has none.
#[must_use]
pub fn username_needed(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "To link your account you need a username. Please set one in Telegram's settings, then press /code."
        }
        Lang::Ru => {
            "Чтобы привязать аккаунт, нужно имя пользователя. Задайте его в настройках Telegram и нажмите /code."
        }
    }
}

/// What the linked account's earlier ties were, as the confirmation tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replaced<'a> {
    /// The account was linked to another chat.
    pub other_chat: bool,
    /// This chat was linked to another account, of this name.
    pub other_account: Option<&'a str>,
}

/// The account is linked to this chat now.
#[must_use]
pub fn linked(lang: Lang, account: &str, replaced: Replaced<'_>) -> String {
    let mut text = match lang {
        Lang::En => {
            format!("Done: this chat is linked to the account {account}. Its notifications come here.")
        }
        Lang::Ru => {
            format!("Готово: этот чат привязан к аккаунту {account}. Его уведомления будут приходить сюда.")
        }
    };
    if let Some(other) = replaced.other_account {
        text.push_str(&match lang {
            Lang::En => format!("\nThis replaces the link to the account {other}."),
            Lang::Ru => format!("\nПривязка к аккаунту {other} заменена."),
        });
    }
    if replaced.other_chat {
        text.push_str(match lang {
            Lang::En => "\nThis replaces the account's link to another chat.",
            Lang::Ru => "\nПривязка аккаунта к другому чату заменена.",
        });
    }
    text
}

/// The same account is linked to the same chat once more.
#[must_use]
pub fn linked_already(lang: Lang, account: &str) -> String {
    match lang {
        Lang::En => format!("This chat is linked to the account {account}, as before."),
        Lang::Ru => format!("Этот чат, как и прежде, привязан к аккаунту {account}."),
    }
}

/// To the chat that lost its link because the account linked another one.
#[must_use]
pub fn moved_away(lang: Lang, account: &str) -> String {
    match lang {
        Lang::En => format!(
            "The account {account} was linked to another chat, so it is not linked to this one any more. \
             If that was not you, please check your account."
        ),
        Lang::Ru => format!(
            "Аккаунт {account} привязан к другому чату и больше не привязан к этому. \
             Если это сделали не вы, проверьте свой аккаунт."
        ),
    }
}

/// The account ended the link.
#[must_use]
pub fn unlinked(lang: Lang, account: &str) -> String {
    match lang {
        Lang::En => format!("This chat is not linked to the account {account} any more."),
        Lang::Ru => format!("Этот чат больше не привязан к аккаунту {account}."),
    }
}

/// The button under a confirmation.
#[must_use]
pub fn disown_button(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "This was not me",
        Lang::Ru => "Это не я",
    }
}

/// The button was pressed and the link ended.
#[must_use]
pub fn disowned(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "The link has ended. Nothing from that account comes here any more.",
        Lang::Ru => "Привязка снята. Из того аккаунта сюда больше ничего не придёт.",
    }
}

/// The button was pressed, but there is no such link of this chat.
#[must_use]
pub fn nothing_to_disown(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "This link has ended already.",
        Lang::Ru => "Эта привязка уже снята.",
    }
}

/// /help in a private chat. `supported`: people answer what is written here.
#[must_use]
pub fn help(lang: Lang, supported: bool) -> String {
    let (people, commands) = match lang {
        Lang::En => (
            "Write here, and people will answer you.\n\n",
            "/code – a new code to link your account to this chat\n\
             /settings – which notifications come here\n\
             /stop – no more notifications\n\
             /start – notifications again",
        ),
        Lang::Ru => (
            "Напишите сюда, и вам ответят люди.\n\n",
            "/code – новый код, чтобы привязать аккаунт к этому чату\n\
             /settings – какие уведомления присылать\n\
             /stop – больше не присылать уведомления\n\
             /start – снова получать уведомления",
        ),
    };
    format!("{}{commands}", if supported { people } else { "" })
}

/// /help in a group.
#[must_use]
pub fn help_in_group(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "To link your account or to ask something, please write to me in a private chat.",
        Lang::Ru => "Чтобы привязать аккаунт или задать вопрос, напишите мне в личный чат.",
    }
}

/// /stop.
#[must_use]
pub fn stopped(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "No more notifications come here. Press /start to get them again. You can still write to me."
        }
        Lang::Ru => {
            "Уведомления больше не придут. Нажмите /start, чтобы получать их снова. Писать мне по-прежнему можно."
        }
    }
}
