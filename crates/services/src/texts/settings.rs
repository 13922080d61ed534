//! What the bot says about a user's wishes (/settings).

use super::Lang;

/// Above the buttons. `until` and `quiet` are ready to read.
#[must_use]
pub fn settings(lang: Lang, until: Option<&str>, quiet: Option<&str>) -> String {
    let mut text = match lang {
        Lang::En => "Which notifications come here? Press to change. Answers to what you write always come.".to_owned(),
        Lang::Ru => {
            "Какие уведомления присылать сюда? Нажмите, чтобы изменить. Ответы на ваши сообщения приходят всегда.".to_owned()
        }
    };
    if let Some(until) = until {
        text.push_str(&match lang {
            Lang::En => format!("\n\nNothing comes until {until}."),
            Lang::Ru => format!("\n\nНичего не приходит до {until}."),
        });
    }
    if let Some(quiet) = quiet {
        text.push_str(&match lang {
            Lang::En => format!("\n\nQuiet hours: {quiet}."),
            Lang::Ru => format!("\n\nТихие часы: {quiet}."),
        });
    }
    text
}

/// The account whose wishes these would be is not known.
#[must_use]
pub fn link_first(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Please link your account to this chat first: press /code.",
        Lang::Ru => "Сначала привяжите к этому чату свой аккаунт: нажмите /code.",
    }
}

/// A category as people read it; a tenant's own by its name.
#[must_use]
pub fn category(lang: Lang, name: &str) -> &str {
    match (lang, name) {
        (Lang::En, "subscription") => "Subscription",
        (Lang::En, "security") => "Security",
        (Lang::En, "payment") => "Payments",
        (Lang::En, "support") => "Support",
        (Lang::Ru, "subscription") => "Подписка",
        (Lang::Ru, "security") => "Безопасность",
        (Lang::Ru, "payment") => "Платежи",
        (Lang::Ru, "support") => "Поддержка",
        (_, own) => own,
    }
}

/// The button that stops everything for a while.
#[must_use]
pub fn mute_button(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Nothing for 8 hours",
        Lang::Ru => "Ничего в течение 8 часов",
    }
}

/// The button that ends that.
#[must_use]
pub fn unmute_button(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Notifications again",
        Lang::Ru => "Снова присылать",
    }
}

/// The button that sets quiet hours.
#[must_use]
pub fn quiet_button(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Quiet hours 22:00–08:00",
        Lang::Ru => "Тихие часы 22:00–08:00",
    }
}

/// The button that ends them.
#[must_use]
pub fn loud_button(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "No quiet hours",
        Lang::Ru => "Без тихих часов",
    }
}
