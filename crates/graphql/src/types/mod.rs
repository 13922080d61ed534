//! The types of the schema: thin covers over the services' records.

mod date_time;
mod send_telegram_message_result;
mod telegram_bot_status;
mod telegram_info;
mod telegram_message;
mod telegram_registration;
mod viewer;

pub(crate) use self::{
    date_time::DateTime,
    send_telegram_message_result::SendTelegramMessageResult,
    telegram_bot_status::TelegramBotStatus,
    telegram_info::TelegramInfo,
    telegram_message::TelegramMessage,
    telegram_registration::{TelegramRegistration, TelegramRegistrationResult},
    viewer::Viewer,
};
