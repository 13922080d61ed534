//! All rules. One folder a feature, `delivery` beneath them; the faces (GraphQL, REST, bot) call one method each.
//!
//! Every method takes the actor first: an [`Actor`] for calls, an [`Incoming`] for updates. Authorization is here,
//! tenancy is in the queries of the store.

pub mod accounts;
pub mod actor;
pub mod admission;
mod api_roots;
pub mod audit;
pub mod bots;
pub mod broadcasts;
pub mod channels;
pub mod clock;
mod combiner;
pub mod conversations;
pub mod core;
pub mod deliveries;
pub mod delivery;
pub(crate) mod erasure;
pub mod error;
pub mod events;
pub mod failpoint;
pub mod idempotency;
pub mod incoming;
pub mod integrations;
pub mod leads;
pub mod linking;
pub mod message_text;
pub mod notifications;
pub mod people;
pub mod preferences;
pub mod rate_limits;
mod reading;
pub mod rekey;
pub mod sealing;
pub mod support;
pub mod telegram;
pub mod texts;
pub mod traces;
pub mod units;
pub mod wakes;
pub mod work;

pub use actor::{ActingUser, Actor, Credential, Origin, Role, Scope};
pub use clock::{Clock, ManualClock, SystemClock, seconds_to_wait};
pub use core::{Core, Settings};
pub use error::{Complaint, Error, Result};
pub use incoming::{Handling, Incoming};
/// What a message is marked with; faces map them.
pub use switchboard_store::entities::message::{MessageDirection, MessageStatus};
/// The ids that faces pass through.
pub use switchboard_store::{
    ApiKeyId, AuditEntryId, BotId, ChannelId, ChatId, ContactId, ConversationId, DispatchId,
    DispatchResultId, InboxId, IntegrationId, LeadId, LinkId, LinkTokenId, MessageId, OutboxId,
    SupportRequestId, TenantId, UnitId, UserId,
};
pub use wakes::Wakes;
pub use work::Work;

/// The features, wired by the server and shared by the faces.
#[derive(Debug)]
pub struct Services {
    /// Tokens, keys, users.
    pub accounts: accounts::Accounts,
    /// Linking a user to a chat.
    pub linking: linking::Linking,
    /// Messages from the application to its users.
    pub notifications: notifications::Notifications,
    /// Conversations between people and agents.
    pub support: support::Support,
    /// Conversations as the application sees them.
    pub conversations: conversations::Conversations,
    /// What happens, as it happens.
    pub events: events::Events,
    /// What visitors leave in a site's form.
    pub leads: leads::Leads,
    /// Bots and their settings.
    pub integrations: integrations::Integrations,
    /// Alert channels.
    pub channels: channels::Channels,
    /// Messages to many.
    pub broadcasts: broadcasts::Broadcasts,
    /// What an operator sees of delivery.
    pub deliveries: deliveries::Deliveries,
    /// The parts of a tenant.
    pub units: units::Units,
    /// Who did which administrative act when.
    pub audit: audit::Audit,
    /// How often somebody may call.
    pub rate_limits: rate_limits::RateLimits,
}
