//! What was said, in either direction. A message belongs to the user who was linked when it was written.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{ContactId, ConversationId, MessageId, TenantId, UserId};

/// Seen from the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum MessageDirection {
    /// From the person.
    #[sea_orm(string_value = "incoming")]
    Incoming,
    /// To the person.
    #[sea_orm(string_value = "outgoing")]
    Outgoing,
}

/// How far a message got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum MessageStatus {
    /// It came in.
    #[sea_orm(string_value = "received")]
    Received,
    /// Accepted, not sent yet.
    #[sea_orm(string_value = "queued")]
    Queued,
    /// Telegram took it.
    #[sea_orm(string_value = "sent")]
    Sent,
    /// Telegram refused it, or it expired.
    #[sea_orm(string_value = "failed")]
    Failed,
    /// Handed to Telegram, answer lost.
    #[sea_orm(string_value = "uncertain")]
    Uncertain,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    pub tenant_id: TenantId,
    pub conversation_id: Option<ConversationId>,
    pub contact_id: ContactId,
    /// The user who was linked when it was written.
    pub user_id: Option<UserId>,
    pub direction: MessageDirection,
    pub status: MessageStatus,
    /// `text`, or Telegram's name of the content: `photo`, `voice`…
    pub kind: String,
    /// Text or caption.
    pub body: Option<String>,
    /// Who answered.
    pub admin_username: Option<String>,
    /// Why it failed, as a stable word.
    pub failure: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
