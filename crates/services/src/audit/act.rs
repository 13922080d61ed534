//! What can be done that an admin may want to know of later.

use switchboard_store::{ApiKeyId, IntegrationId, OutboxId, UnitId, UserId};
use uuid::Uuid;

/// An administrative act, and what it was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A bot was connected; also the default one of the environment.
    IntegrationConnected(IntegrationId),
    /// Its settings, or its token.
    IntegrationChanged(IntegrationId),
    /// It is gone, its token is erased.
    IntegrationDeleted(IntegrationId),
    /// A test message was accepted.
    IntegrationTested(IntegrationId),
    /// Where its people are answered, or by whom.
    SupportChanged(IntegrationId),
    /// At which Bot API server it is.
    ApiRootChanged(IntegrationId),
    /// Updates come by webhook.
    WebhookRegistered(IntegrationId),
    /// Updates are polled.
    WebhookRemoved(IntegrationId),
    /// A part of the tenant was made.
    UnitCreated(UnitId),
    /// It has another title.
    UnitRenamed(UnitId),
    /// It is gone.
    UnitDeleted(UnitId),
    /// A key was made.
    ApiKeyCreated(ApiKeyId),
    /// A key was ended.
    ApiKeyRevoked(ApiKeyId),
    /// An alert channel was made.
    ChannelCreated(Uuid),
    /// Its settings; switched on or off.
    ChannelChanged(Uuid),
    /// It is gone.
    ChannelDeleted(Uuid),
    /// A test message was accepted.
    ChannelTested(Uuid),
    /// A message to many was accepted.
    BroadcastCreated(Uuid),
    /// It was taken back.
    BroadcastCancelled(Uuid),
    /// A send goes again.
    DeliveryReplayed(OutboxId),
    /// A send was taken back.
    DeliveryCancelled(OutboxId),
    /// A user is being forgotten.
    UserErased(UserId),
}

impl Act {
    /// The stable verb, and the object's id as text.
    #[must_use]
    pub fn spelled(self) -> (&'static str, String) {
        match self {
            Self::IntegrationConnected(id) => ("integration.connected", id.to_string()),
            Self::IntegrationChanged(id) => ("integration.changed", id.to_string()),
            Self::IntegrationDeleted(id) => ("integration.deleted", id.to_string()),
            Self::IntegrationTested(id) => ("integration.tested", id.to_string()),
            Self::SupportChanged(id) => ("integration.support_changed", id.to_string()),
            Self::ApiRootChanged(id) => ("integration.api_root_changed", id.to_string()),
            Self::WebhookRegistered(id) => ("integration.webhook_registered", id.to_string()),
            Self::WebhookRemoved(id) => ("integration.webhook_removed", id.to_string()),
            Self::UnitCreated(id) => ("unit.created", id.to_string()),
            Self::UnitRenamed(id) => ("unit.renamed", id.to_string()),
            Self::UnitDeleted(id) => ("unit.deleted", id.to_string()),
            Self::ApiKeyCreated(id) => ("api_key.created", id.to_string()),
            Self::ApiKeyRevoked(id) => ("api_key.revoked", id.to_string()),
            Self::ChannelCreated(id) => ("channel.created", id.to_string()),
            Self::ChannelChanged(id) => ("channel.changed", id.to_string()),
            Self::ChannelDeleted(id) => ("channel.deleted", id.to_string()),
            Self::ChannelTested(id) => ("channel.tested", id.to_string()),
            Self::BroadcastCreated(id) => ("broadcast.created", id.to_string()),
            Self::BroadcastCancelled(id) => ("broadcast.cancelled", id.to_string()),
            Self::DeliveryReplayed(id) => ("delivery.replayed", id.to_string()),
            Self::DeliveryCancelled(id) => ("delivery.cancelled", id.to_string()),
            Self::UserErased(id) => ("user.erased", id.to_string()),
        }
    }
}
