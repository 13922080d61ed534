//! What can be changed or sent: one mutation a file.

mod api_keys;
mod broadcasts;
mod channels;
mod conversations;
mod create_telegram_link;
mod deliveries;
mod dispatch_to_channels;
mod erase_user;
mod integrations;
mod notify_user;
mod register_telegram;
mod send_message;
mod send_telegram_message;
mod send_telegram_notification;
mod submit_lead;
mod test_telegram_connection;
mod unit_integrations;
mod units;
mod unlink_telegram;
mod update_notification_preferences;
mod update_telegram_info;

/// Everything that can be changed or sent.
#[derive(async_graphql::MergedObject, Default)]
pub(crate) struct Mutation(
    register_telegram::RegisterTelegramMutation,
    test_telegram_connection::TestTelegramConnectionMutation,
    update_telegram_info::UpdateTelegramInfoMutation,
    send_telegram_notification::SendTelegramNotificationMutation,
    send_telegram_message::SendTelegramMessageMutation,
    create_telegram_link::CreateTelegramLinkMutation,
    unlink_telegram::UnlinkTelegramMutation,
    submit_lead::SubmitLeadMutation,
    notify_user::NotifyUserMutation,
    update_notification_preferences::UpdateNotificationPreferencesMutation,
    send_message::SendMessageMutation,
    conversations::ConversationsMutation,
    broadcasts::BroadcastsMutation,
    deliveries::DeliveriesMutation,
    integrations::IntegrationsMutation,
    unit_integrations::UnitIntegrationsMutation,
    units::UnitsMutation,
    erase_user::EraseUserMutation,
    channels::ChannelsMutation,
    dispatch_to_channels::DispatchToChannelsMutation,
    api_keys::ApiKeysMutation,
);
