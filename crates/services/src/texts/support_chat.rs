//! What the bot says about its support chat: to whoever asks for one in a chat, and to its owner, who decides.

use super::Lang;

/// `/support` with words that make no sense.
#[must_use]
pub fn support_usage(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "/support makes this chat the one in which people are answered, /support off ends that. The bot's owner must agree."
        }
        Lang::Ru => {
            "/support — отвечать людям в этом чате, /support off — больше не отвечать. Владелец бота должен согласиться."
        }
    }
}

/// `/agents` without words, or with some that make no sense; `present` is the list as it is stored.
#[must_use]
pub fn agents_usage(lang: Lang, present: Option<&str>) -> String {
    let present = present.map(|list| list.trim_matches(['[', ']']).replace(',', ", "));
    match lang {
        Lang::En => {
            let now = present.map_or("Every member of this chat may answer now.".to_owned(), |list| {
                format!("Only these Telegram ids may answer now: {list}.")
            });
            format!(
                "{now} /agents 123 456 me lets only those answer (me is you), /agents all lets everybody here. The bot's owner \
                 must agree."
            )
        }
        Lang::Ru => {
            let now = present.map_or(
                "Сейчас отвечать может каждый участник этого чата.".to_owned(),
                |list| format!("Сейчас отвечать могут только эти Telegram id: {list}."),
            );
            format!(
                "{now} /agents 123 456 me — отвечать смогут только они (me — это вы), /agents all — все участники. Владелец \
                 бота должен согласиться."
            )
        }
    }
}

/// It is as it was asked for.
#[must_use]
pub fn so_already(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "That is how it is already.",
        Lang::Ru => "Так уже и есть.",
    }
}

/// Nobody can be asked; says what to do.
#[must_use]
pub fn no_owner(lang: Lang, chat: i64, bot: Option<&str>) -> String {
    let bot = bot.map_or_else(String::new, |name| format!(" @{name}"));
    match lang {
        Lang::En => format!(
            "I don't know my owner, who has to agree. Whoever runs me: press /start at{bot} in a private chat and set that chat \
             as the owner's in my settings, or set the support chat there yourself. The id of this chat is {chat}."
        ),
        Lang::Ru => format!(
            "Я не знаю своего владельца, а он должен согласиться. Тому, кто мной управляет: нажмите /start в личном чате с{bot} и \
             укажите этот чат в моих настройках как чат владельца, или сами укажите там чат поддержки. Id этого чата: {chat}."
        ),
    }
}

/// The owner was asked just now.
#[must_use]
pub fn owner_asked(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "I have asked my owner.",
        Lang::Ru => "Я спросил своего владельца.",
    }
}

/// The owner was asked before and has not decided.
#[must_use]
pub fn asked_already(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "My owner has been asked and has not decided yet.",
        Lang::Ru => "Владелец уже получил вопрос и ещё не решил.",
    }
}

/// The owner said no here within a day.
#[must_use]
pub fn declined_lately(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "My owner has declined. Ask again tomorrow.",
        Lang::Ru => "Владелец отказал. Спросите снова завтра.",
    }
}

/// The owner was asked too often.
#[must_use]
pub fn ask_later(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "My owner has been asked a lot lately. Please try again in an hour.",
        Lang::Ru => "Владельца недавно спрашивали слишком часто. Попробуйте через час.",
    }
}

/// The question to the owner.
#[must_use]
pub fn question(lang: Lang, who: &str, place: &str, consequence: &str) -> String {
    match lang {
        Lang::En => format!(
            "{who} asks in {place}:\n\n{consequence}\n\nDo you agree? If you don't know why, press No."
        ),
        Lang::Ru => {
            format!(
                "{who} просит в чате {place}:\n\n{consequence}\n\nСогласны? Если не знаете, зачем это, нажмите «Нет»."
            )
        }
    }
}

/// A private chat, to the owner whose it is.
#[must_use]
pub fn this_chat(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "this chat",
        Lang::Ru => "с вами",
    }
}

/// What a yes would do: the support chat is there.
#[must_use]
pub fn would_be_here(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "That it becomes the support chat. Everybody there reads what people write to the bot, and may answer them."
        }
        Lang::Ru => {
            "Сделать его чатом поддержки. Все его участники будут читать, что люди пишут боту, и смогут отвечать им."
        }
    }
}

/// What a yes would do: there is no support chat.
#[must_use]
pub fn would_be_nowhere(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "That there is no support chat any more. What people write is kept, and nobody is told.",
        Lang::Ru => {
            "Больше не иметь чата поддержки. Сообщения людей будут храниться, но никто о них не узнает."
        }
    }
}

/// What a yes would do: everybody answers.
#[must_use]
pub fn would_be_everybody(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "That every member of the support chat may answer people.",
        Lang::Ru => "Разрешить отвечать людям каждому участнику чата поддержки.",
    }
}

/// What a yes would do: only these answer.
#[must_use]
pub fn would_be_agents(lang: Lang, ids: &str) -> String {
    match lang {
        Lang::En => format!("That only these Telegram ids may answer people in the support chat: {ids}."),
        Lang::Ru => format!("Разрешить отвечать людям в чате поддержки только этим Telegram id: {ids}."),
    }
}

/// The button that agrees.
#[must_use]
pub fn yes_button(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Yes",
        Lang::Ru => "Да",
    }
}

/// The button that does not.
#[must_use]
pub fn no_button(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "No",
        Lang::Ru => "Нет",
    }
}

/// It is done.
#[must_use]
pub fn confirmed(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Agreed. It is so from now on.",
        Lang::Ru => "Согласовано. Теперь это так.",
    }
}

/// Nothing has changed.
#[must_use]
pub fn declined(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Declined. Nothing has changed.",
        Lang::Ru => "Отказано. Ничего не изменилось.",
    }
}

/// The chat that was asked for can't be it.
#[must_use]
pub fn bot_is_out(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "The bot is not in that chat any more. Nothing has changed.",
        Lang::Ru => "Бота больше нет в том чате. Ничего не изменилось.",
    }
}

/// Somebody else pressed.
#[must_use]
pub fn owner_only(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Only the bot's owner can do this.",
        Lang::Ru => "Это может только владелец бота.",
    }
}

/// The question was answered before, or a day has passed.
#[must_use]
pub fn stale_question(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "This question is not open any more.",
        Lang::Ru => "Этот вопрос уже не актуален.",
    }
}
