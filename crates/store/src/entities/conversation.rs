//! A contact's support thread.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{ContactId, ConversationId, IntegrationId, TenantId, UserId};

/// Whether somebody is expected to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ConversationState {
    #[sea_orm(string_value = "open")]
    Open,
    #[sea_orm(string_value = "closed")]
    Closed,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConversationId,
    pub tenant_id: TenantId,
    pub integration_id: IntegrationId,
    pub contact_id: ContactId,
    pub state: ConversationState,
    pub last_message_at: Option<DateTime<Utc>>,
    /// Who of the application answers it.
    pub assignee_id: Option<UserId>,
    /// Until when the application has read it.
    pub read_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
