//! What the owner of a site is told about a lead. CONTRACTS.md fixes the Russian words.

use super::Lang;

/// Above everything.
#[must_use]
pub fn title(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "New request from the site",
        Lang::Ru => "Новая заявка с сайта",
    }
}

/// Before the visitor's name.
#[must_use]
pub fn name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Name",
        Lang::Ru => "Имя",
    }
}

/// Before the e-mail address.
#[must_use]
pub fn email(lang: Lang) -> &'static str {
    match lang {
        Lang::En | Lang::Ru => "Email",
    }
}

/// Before the telephone number.
#[must_use]
pub fn phone(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Phone",
        Lang::Ru => "Телефон",
    }
}

/// Before the company.
#[must_use]
pub fn company(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Company",
        Lang::Ru => "Компания",
    }
}

/// Above what the visitor wrote.
#[must_use]
pub fn message(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Message",
        Lang::Ru => "Сообщение",
    }
}

/// Before the page with the form.
#[must_use]
pub fn page(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "page",
        Lang::Ru => "страница",
    }
}

/// Before the visitor's device.
#[must_use]
pub fn device(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "device",
        Lang::Ru => "устройство",
    }
}
