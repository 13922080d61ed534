//! What can be read: one query a file.

mod api_keys;
mod audit_log;
mod broadcasts;
mod channels;
mod connection;
mod conversations;
mod deliveries;
mod get_telegram_messages;
mod held_notifications;
mod integrations;
mod leads;
mod node;
mod notification_preferences;
mod people;
mod telegram_bot_status;
mod telegram_link;
mod viewer;

use self::connection::connection;
pub(crate) use self::integrations::unit;

/// Everything that can be read.
#[derive(async_graphql::MergedObject, Default)]
pub(crate) struct Query(
    get_telegram_messages::GetTelegramMessagesQuery,
    telegram_bot_status::TelegramBotStatusQuery,
    telegram_link::TelegramLinkQuery,
    leads::LeadsQuery,
    notification_preferences::NotificationPreferencesQuery,
    held_notifications::HeldNotificationsQuery,
    viewer::ViewerQuery,
    node::NodeQuery,
    conversations::InboxQuery,
    conversations::ConversationQuery,
    conversations::OwnMessagesQuery,
    people::UsersQuery,
    people::ContactsQuery,
    people::BotsQuery,
    integrations::IntegrationsQuery,
    deliveries::SendsQuery,
    deliveries::DeliveriesQuery,
    broadcasts::BroadcastsQuery,
    audit_log::AuditLogQuery,
    channels::ChannelListQuery,
    channels::ChannelsQuery,
    api_keys::ApiKeysQuery,
);
