//! The types of the schema: thin covers over the services' records.

mod api_key;
mod audit_entry;
mod broadcast;
mod channel;
mod channel_dispatch;
mod channel_trouble;
mod connection;
mod contact;
mod conversation;
mod date_time;
mod delivery;
mod integration;
mod integration_test;
mod lead;
mod message;
mod message_page;
mod node;
mod node_id;
mod notification_outcome;
mod notification_preferences;
mod send_telegram_message_result;
mod telegram_bot_status;
mod telegram_chat;
mod telegram_info;
mod telegram_link;
mod telegram_message;
mod telegram_registration;
mod unit;
mod user;
mod user_error;
mod viewer;

pub(crate) use self::{
    api_key::{ApiKey, ApiKeyScope},
    audit_entry::{AuditEntry, AuditFilterInput},
    broadcast::{Broadcast, CreateBroadcastInput},
    channel::{Channel, Weekday},
    channel_dispatch::{ChannelDispatch, ChannelDispatchResult, DispatchType},
    channel_trouble::{ChannelTrouble, Language, TestChannelResult},
    connection::{Connection, Total, Window, page_length},
    contact::Contact,
    conversation::{Conversation, ConversationFilterInput, ConversationOrder, ConversationState},
    date_time::DateTime,
    delivery::{Delivery, DeliveryAlert, DeliveryDetails, DeliveryState},
    integration::{ChatScope, Integration},
    integration_test::TestIntegrationResult,
    lead::{Lead, LeadForm},
    message::Message,
    message_page::MessagePage,
    node::Node,
    node_id::NodeId,
    notification_outcome::{HeldNotification, NotificationOutcome},
    notification_preferences::{NotificationPreferences, NotificationPreferencesInput},
    send_telegram_message_result::SendTelegramMessageResult,
    telegram_bot_status::TelegramBotStatus,
    telegram_chat::TelegramChat,
    telegram_info::TelegramInfo,
    telegram_link::{TelegramDeepLink, TelegramLink},
    telegram_message::{MessageStatus, TelegramMessage},
    telegram_registration::{TelegramRegistration, TelegramRegistrationResult},
    unit::Unit,
    user::User,
    user_error::{UserError, payload},
    viewer::Viewer,
};
