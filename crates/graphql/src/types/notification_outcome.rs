//! What became of a notification of a category.

use async_graphql::{Enum, ID, Object};
use switchboard_services::notifications::{Held, Noticed};

use super::DateTime;

pub(crate) struct NotificationOutcome(pub(crate) Noticed);

/// What became of a notification.
#[Object]
impl NotificationOutcome {
    /// Whether it was durably accepted.
    async fn accepted(&self) -> bool {
        matches!(self.0, Noticed::Accepted(_))
    }

    /// The message of the history; null if it was held back.
    async fn message_id(&self) -> Option<ID> {
        match self.0 {
            Noticed::Accepted(id) => Some(ID(id.to_string())),
            Noticed::HeldBack(_) => None,
        }
    }

    /// Why it was held back; null if it was accepted.
    async fn held_back(&self) -> Option<HoldReason> {
        match self.0 {
            Noticed::Accepted(_) => None,
            Noticed::HeldBack(reason) => Some(reason.into()),
        }
    }
}

/// Why a notification was held back.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::preferences::HoldReason")]
pub(crate) enum HoldReason {
    /// The user does not want its category.
    Category,
    /// The user wants nothing for now.
    Muted,
    /// It is the user's quiet hours.
    QuietHours,
}

pub(crate) struct HeldNotification(pub(crate) Held);

/// A notification that was not sent, because its user did not want it then.
#[Object]
impl HeldNotification {
    /// Its id.
    async fn id(&self) -> ID {
        ID(self.0.notification.id.to_string())
    }

    /// The user's id in the host application.
    async fn user_id(&self) -> ID {
        ID(self.0.user_external_id.clone())
    }

    /// Its category; null for one without.
    async fn category(&self) -> Option<&str> {
        self.0.notification.category.as_deref()
    }

    /// Why it was held back.
    async fn reason(&self) -> HoldReason {
        self.0.notification.reason.into()
    }

    /// The text.
    async fn message(&self) -> &str {
        &self.0.notification.body
    }

    /// When it was held back.
    async fn held_at(&self) -> DateTime {
        DateTime(self.0.notification.held_at)
    }
}
