//! What the bot says by itself for notifications.

use super::Lang;

/// The connection test.
#[must_use]
pub fn connection_test(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "The connection works: messages from your account reach this chat.",
        Lang::Ru => "Связь работает: сообщения для вашего аккаунта приходят в этот чат.",
    }
}
