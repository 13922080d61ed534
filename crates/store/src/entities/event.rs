//! Something that happened to a message or a conversation. Written by triggers only.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use super::message::MessageStatus;
use crate::ids::{ConversationId, MessageId, TenantId, UserId};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum EventKind {
    /// A person wrote.
    #[sea_orm(string_value = "message_received")]
    MessageReceived,
    /// A message to a person was accepted, or its status changed.
    #[sea_orm(string_value = "message_status")]
    MessageStatus,
    /// A conversation was opened, closed, assigned, read, or got a message.
    #[sea_orm(string_value = "conversation")]
    Conversation,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The transaction's number on PostgreSQL, 0 on SQLite.
    pub xact: i64,
    pub tenant_id: TenantId,
    pub kind: EventKind,
    pub message_id: Option<MessageId>,
    pub conversation_id: Option<ConversationId>,
    /// Whose message it is.
    pub user_id: Option<UserId>,
    /// The message's status then.
    pub status: Option<MessageStatus>,
    pub happened_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
