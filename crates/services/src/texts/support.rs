//! What the bot says to agents in the support chat.

use super::Lang;

/// Above a relayed message: who writes. `account` is the person's id in the application.
#[must_use]
pub fn header(name: &str, username: Option<&str>, account: Option<&str>) -> String {
    let mut header = name.to_owned();
    if let Some(username) = username {
        header.push_str(&format!(" (@{username})"));
    }
    if let Some(account) = account {
        header.push_str(&format!(" · user {account}"));
    }
    header
}

/// A reply could not be delivered. `reason` is the stable word that the send ended with.
#[must_use]
pub fn undelivered(lang: Lang, reason: &str) -> String {
    let why = match lang {
        Lang::En => english_reason(reason),
        Lang::Ru => russian_reason(reason),
    };
    match lang {
        Lang::En if reason == "uncertain" => format!("It is not known whether this arrived: {why}."),
        Lang::Ru if reason == "uncertain" => format!("Неизвестно, дошло ли это сообщение: {why}."),
        Lang::En => format!("Not delivered: {why}."),
        Lang::Ru => format!("Не доставлено: {why}."),
    }
}

fn english_reason(reason: &str) -> &'static str {
    match reason {
        "blocked" => "the person has blocked the bot",
        "deactivated" => "the person's Telegram account has been deleted",
        "too_long" => "the message is too long",
        "chat_not_found" => "the chat with this person no longer exists",
        "uncertain" => "Telegram's answer was lost",
        "expired" => "it waited too long",
        _ => "Telegram did not accept the message",
    }
}

fn russian_reason(reason: &str) -> &'static str {
    match reason {
        "blocked" => "человек заблокировал бота",
        "deactivated" => "аккаунт этого человека в Telegram удалён",
        "too_long" => "сообщение слишком длинное",
        "chat_not_found" => "чата с этим человеком больше нет",
        "uncertain" => "ответ Telegram потерялся",
        "expired" => "прошло слишком много времени",
        _ => "Telegram не принял сообщение",
    }
}

/// The button under such a notice.
#[must_use]
pub fn try_again_button(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Try again",
        Lang::Ru => "Отправить ещё раз",
    }
}

/// The button was pressed, and the reply goes again.
#[must_use]
pub fn sent_again(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "It is being sent again.",
        Lang::Ru => "Отправляю ещё раз.",
    }
}

/// The button was pressed once more.
#[must_use]
pub fn sent_again_already(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "It has been sent again already.",
        Lang::Ru => "Это сообщение уже отправлено ещё раз.",
    }
}

/// The button is under something that can't go again.
#[must_use]
pub fn cannot_send_again(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "This message can't be sent again.",
        Lang::Ru => "Это сообщение нельзя отправить ещё раз.",
    }
}

/// Somebody who is no agent pressed the button.
#[must_use]
pub fn agents_only(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Only the support agents can do this.",
        Lang::Ru => "Это могут делать только операторы поддержки.",
    }
}

/// A reply to a message of the bot that belongs to nobody.
#[must_use]
pub fn whom_is_this_for(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "I can't tell whom this is for, so it went to nobody. Please reply to a message of the person."
        }
        Lang::Ru => {
            "Не могу понять, кому это, поэтому никому не отправлено. Ответьте, пожалуйста, на сообщение этого человека."
        }
    }
}

/// Something other than a reply in a support chat that is one agent's private chat.
#[must_use]
pub fn please_reply(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "To answer somebody, please reply to their message. This went to nobody.",
        Lang::Ru => {
            "Чтобы ответить кому-то, ответьте на сообщение этого человека. Это сообщение никому не отправлено."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_sentence_of_its_own_in_both_languages() {
        let reasons =
            ["blocked", "deactivated", "too_long", "chat_not_found", "rejected", "uncertain", "expired"];
        let sentences: std::collections::BTreeSet<String> = [Lang::En, Lang::Ru]
            .into_iter()
            .flat_map(|lang| reasons.map(|reason| undelivered(lang, reason)))
            .collect();
        assert_eq!(sentences.len(), 2 * reasons.len());
    }

    #[test]
    fn a_header_leaves_out_what_is_not_known() {
        assert_eq!(header("Ann Lee", Some("ann"), Some("7")), "Ann Lee (@ann) · user 7");
        assert_eq!(header("Ann", None, Some("7")), "Ann · user 7");
        assert_eq!(header("Ann", None, None), "Ann");
    }
}
