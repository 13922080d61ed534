//! What the bot says about deep links.

use super::Lang;

/// A link with a token that leads nowhere.
#[must_use]
pub fn stale_link(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "This link does not work any more. Please ask for a new one in the application.",
        Lang::Ru => "Эта ссылка больше не действует. Пожалуйста, запросите новую в приложении.",
    }
}

/// A link was opened: whose account it links, and what that means. Somebody may have been sent a stranger's link.
#[must_use]
pub fn link_offer(lang: Lang, account: &str) -> String {
    match lang {
        Lang::En => format!(
            "Link this chat to the account {account}? Its notifications come here then, and the account shows what \
             you write here. If you did not ask for this link yourself, press Cancel."
        ),
        Lang::Ru => format!(
            "Привязать этот чат к аккаунту {account}? Сюда будут приходить его уведомления, а в аккаунте будет видно \
             то, что вы пишете здесь. Если вы не запрашивали эту ссылку сами, нажмите «Отмена»."
        ),
    }
}

/// The button that accepts.
#[must_use]
pub fn link_button(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Link",
        Lang::Ru => "Привязать",
    }
}

/// The button that does not.
#[must_use]
pub fn cancel_button(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Cancel",
        Lang::Ru => "Отмена",
    }
}

/// Cancel was pressed.
#[must_use]
pub fn link_cancelled(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Cancelled: nothing was linked.",
        Lang::Ru => "Отменено: ничего не привязано.",
    }
}

/// Link was pressed once more.
#[must_use]
pub fn link_accepted_already(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "This chat is linked already.",
        Lang::Ru => "Этот чат уже привязан.",
    }
}
