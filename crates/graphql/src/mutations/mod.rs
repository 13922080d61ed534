//! What can be changed or sent: one mutation a file.

mod register_telegram;
mod send_telegram_message;
mod send_telegram_notification;
mod test_telegram_connection;
mod update_telegram_info;

/// Everything that can be changed or sent.
#[derive(async_graphql::MergedObject, Default)]
pub struct Mutation(
    register_telegram::RegisterTelegramMutation,
    test_telegram_connection::TestTelegramConnectionMutation,
    update_telegram_info::UpdateTelegramInfoMutation,
    send_telegram_notification::SendTelegramNotificationMutation,
    send_telegram_message::SendTelegramMessageMutation,
);
