//! Deliveries: sends, their tries, and what wants a person's attention.

use async_graphql::{Enum, ID, Object, SimpleObject};
use switchboard_services::deliveries::{self, Alert, Delivered, OutboxState};

use super::DateTime;

/// How far a send got.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "OutboxState")]
pub(crate) enum DeliveryState {
    /// Accepted, waiting for its turn.
    Pending,
    /// Handed to the network.
    Sending,
    /// Telegram took it.
    Sent,
    /// Handed to Telegram, answer lost: it may have arrived.
    Uncertain,
    /// Telegram refused it.
    Failed,
    /// Its time ran out.
    Expired,
    /// Taken back before it started.
    Cancelled,
}

pub(crate) struct Delivery(pub(crate) deliveries::Send);

/// A send. What was in it is not shown here; the history has the messages.
#[Object]
impl Delivery {
    /// Its id.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// How far it got.
    async fn state(&self) -> DeliveryState {
        self.0.state.into()
    }

    /// The Bot API method.
    async fn method(&self) -> &str {
        &self.0.op
    }

    /// The message that it carries or relays.
    async fn message_id(&self) -> Option<ID> {
        self.0.message_id.map(|id| ID(id.to_string()))
    }

    /// Why it ended otherwise than sent, as a stable word.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// How often it was tried.
    async fn attempt_count(&self) -> i32 {
        self.0.attempts
    }

    /// How often its answer was lost: above zero it may have arrived more than once.
    async fn ambiguous_count(&self) -> i32 {
        self.0.ambiguous
    }

    /// The send that this one repeats.
    async fn replay_of(&self) -> Option<ID> {
        self.0.replay_of.map(|id| ID(id.to_string()))
    }

    /// When it was accepted.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was last handed to the network.
    async fn started_at(&self) -> Option<DateTime> {
        self.0.started_at.map(DateTime)
    }

    /// When it ended.
    async fn done_at(&self) -> Option<DateTime> {
        self.0.done_at.map(DateTime)
    }
}

pub(crate) struct DeliveryDetails(pub(crate) Delivered);

/// A send with its tries.
#[Object]
impl DeliveryDetails {
    /// The send.
    async fn delivery(&self) -> Delivery {
        Delivery(self.0.send.clone())
    }

    /// The tries that were not plain successes, oldest first.
    async fn attempts(&self) -> Vec<DeliveryAttempt> {
        self.0.attempts.iter().cloned().map(DeliveryAttempt).collect()
    }
}

pub(crate) struct DeliveryAttempt(deliveries::Attempt);

/// A try that was not a plain success.
#[Object]
impl DeliveryAttempt {
    /// A stable word: `rate_limited`, `answer_lost`, `refused`, `owner_lost`…
    async fn outcome(&self) -> &str {
        &self.0.outcome
    }

    /// Telegram's error code.
    async fn code(&self) -> Option<i32> {
        self.0.code
    }

    /// How many seconds Telegram asked to wait.
    async fn retry_after(&self) -> Option<i32> {
        self.0.retry_after
    }

    /// When it went out.
    async fn started_at(&self) -> DateTime {
        DateTime(self.0.started_at)
    }

    /// When it ended.
    async fn ended_at(&self) -> DateTime {
        DateTime(self.0.ended_at)
    }
}

/// What kind of attention is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum DeliveryAlertKind {
    /// Telegram refuses the bot's token; its queue is kept until a new one is given.
    DeadBot,
    /// Nothing has left a lane for ten minutes.
    StuckLane,
    /// An update could not be handled and was set aside.
    UpdateSetAside,
}

/// Something that wants a person's attention.
#[derive(SimpleObject)]
pub(crate) struct DeliveryAlert {
    /// What kind of attention.
    kind: DeliveryAlertKind,
    /// Telegram's id of the bot, where it is about one.
    bot_id: Option<ID>,
    /// The send at the head of the stuck lane.
    delivery_id: Option<ID>,
    /// Since when.
    since: Option<DateTime>,
    /// A stable word that says more.
    reason: Option<String>,
}

impl From<Alert> for DeliveryAlert {
    fn from(alert: Alert) -> Self {
        let blank = |kind| Self { kind, bot_id: None, delivery_id: None, since: None, reason: None };
        match alert {
            Alert::DeadBot(bot) => {
                Self { bot_id: Some(ID(bot.to_string())), ..blank(DeliveryAlertKind::DeadBot) }
            }
            Alert::StuckLane { send, since, .. } => Self {
                delivery_id: Some(ID(send.to_string())),
                since: Some(DateTime(since)),
                ..blank(DeliveryAlertKind::StuckLane)
            },
            Alert::UpdateSetAside { bot, reason, .. } => {
                Self { bot_id: Some(ID(bot.to_string())), reason, ..blank(DeliveryAlertKind::UpdateSetAside) }
            }
        }
    }
}
