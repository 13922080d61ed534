//! What can be read: one query a file.

mod get_telegram_messages;
mod telegram_bot_status;
mod viewer;

/// Everything that can be read.
#[derive(async_graphql::MergedObject, Default)]
pub struct Query(
    get_telegram_messages::GetTelegramMessagesQuery,
    telegram_bot_status::TelegramBotStatusQuery,
    viewer::ViewerQuery,
);
