//! Ids. Rows that the outside names are UUIDv7: made here, in order, also when the clock steps back.
//!
//! Each kind of row has a type of its own, so that a tenant's id can't be passed where a user's is wanted.

use std::fmt;

use chrono::{DateTime, Utc};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};
use uuid::{ContextV7, Timestamp, Uuid};

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id, larger than every one made before it in this process.
            #[must_use]
            pub fn new(now: DateTime<Utc>) -> Self {
                Self(next_uuid(now))
            }
        }

        // SeaORM asks this of every key; a UUID never comes from a counter.
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

uuid_ids! {
    /// One isolated customer.
    TenantId,
    /// A part of a tenant.
    UnitId,
    /// An account of the host application, as we know it (its id there is the external id).
    UserId,
    /// A key made by us for a program of the tenant.
    ApiKeyId,
    /// One bot owned by a unit.
    IntegrationId,
    /// A private chat that pressed /start.
    ContactId,
    /// A tie between a user and a contact.
    LinkId,
    /// The token of a deep link.
    LinkTokenId,
    /// What somebody asks of a bot's owner about its support chat.
    SupportRequestId,
    /// A notification that was not sent, because its user did not want it then.
    HeldNotificationId,
    /// What a visitor left in a site's form.
    LeadId,
    /// Where alerts go.
    ChannelId,
    /// Something that was dispatched to channels.
    DispatchId,
    /// What became of a dispatch in one channel.
    DispatchResultId,
    /// A contact's support thread.
    ConversationId,
    /// What was said in either direction.
    MessageId,
    /// A line of the audit log.
    AuditEntryId,
    /// A server process that owns bots.
    WorkerId,
}

/// Telegram's id of a bot: the number before the colon of its token.
pub type BotId = i64;
/// Our row for a chat as one bot sees it; stays the same when Telegram's id migrates.
pub type ChatId = i64;
/// A sequence of sends that keep their order.
pub type LaneId = i64;
/// A durable send. Counted by the database, so that a larger id in a lane was accepted later.
pub type OutboxId = i64;
/// A stored update. Counted by the database.
pub type InboxId = i64;

/// A fresh UUIDv7 for the given time; monotonic within the process, whatever the clock does.
#[must_use]
pub fn next_uuid(now: DateTime<Utc>) -> Uuid {
    use std::sync::{LazyLock, Mutex, PoisonError};
    static CONTEXT: LazyLock<Mutex<ContextV7>> = LazyLock::new(|| Mutex::new(ContextV7::new()));
    let context = CONTEXT.lock().unwrap_or_else(PoisonError::into_inner);
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_steps_back() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut last = MessageId::new(now);
        for step in 0..10_000 {
            let id = MessageId::new(now - chrono::Duration::seconds(step));
            assert!(id > last);
            last = id;
        }
    }
}
