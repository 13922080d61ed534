//! A durable send.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{LaneId, MessageId, OutboxId, TenantId};

/// How far a send got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum OutboxState {
    /// Accepted, waiting for its turn.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// Handed to the network: the write-ahead mark.
    #[sea_orm(string_value = "sending")]
    Sending,
    /// Telegram took it.
    #[sea_orm(string_value = "sent")]
    Sent,
    /// The answer was lost; it may have arrived.
    #[sea_orm(string_value = "uncertain")]
    Uncertain,
    /// Telegram refused it for good.
    #[sea_orm(string_value = "failed")]
    Failed,
    /// Its time ran out.
    #[sea_orm(string_value = "expired")]
    Expired,
    /// Taken back before it started.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OutboxId,
    pub tenant_id: TenantId,
    pub lane_id: LaneId,
    /// The message whose status this send decides, or which it relays.
    pub message_id: Option<MessageId>,
    pub state: OutboxState,
    /// The Bot API method.
    pub op: String,
    /// Its parameters as JSON, without the chat; blanked by retention.
    pub payload: String,
    /// An earlier send whose Telegram message this one refers to.
    pub target: Option<OutboxId>,
    pub policy: super::integration::DeliveryPolicy,
    /// Whom to tell, and where, when it cannot be delivered: JSON.
    pub on_failure: Option<String>,
    pub epoch: i64,
    pub attempts: i32,
    /// How often the answer was lost: above zero it may have arrived more than once.
    pub ambiguous: i32,
    /// Bits of the repairs that were tried.
    pub repairs: i32,
    pub not_before: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub done_at: Option<DateTime<Utc>>,
    /// Why it ended otherwise than sent.
    pub reason: Option<String>,
    pub replay_of: Option<OutboxId>,
    pub broadcast_id: Option<Uuid>,
    /// How often it was rewritten while it waited.
    pub revision: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
