//! What the bot says by itself to the owner of an integration.

use super::Lang;

/// The language of a tenant's owner-facing texts: Russian unless the tenant chose another.
#[must_use]
pub fn language_of(tenant: Option<&str>) -> Lang {
    tenant.map_or(Lang::Ru, |code| Lang::from_code(Some(code)))
}

/// The test message, as HTML.
#[must_use]
pub fn test_message(lang: Lang) -> &'static str {
    match lang {
        Lang::Ru => {
            "✅ <b>Тестовое сообщение</b>\n\nTelegram интеграция настроена успешно!\nВы будете получать уведомления о новых \
             заявках."
        }
        Lang::En => {
            "✅ <b>Test message</b>\n\nThe Telegram integration is set up!\nYou will be notified of new leads."
        }
    }
}
