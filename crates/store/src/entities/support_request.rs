//! Somebody in a chat asks that people be answered there, or by whom; the bot's owner decides.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{ChatId, IntegrationId, SupportRequestId, TenantId};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum RequestState {
    /// The owner was asked.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// The owner said yes.
    #[sea_orm(string_value = "confirmed")]
    Confirmed,
    /// The owner said no.
    #[sea_orm(string_value = "declined")]
    Declined,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SupportRequestId,
    pub tenant_id: TenantId,
    pub integration_id: IntegrationId,
    /// Where it was asked.
    pub chat_id: ChatId,
    /// Telegram's id of whoever asked.
    pub asked_by: i64,
    /// JSON.
    pub wish: String,
    pub state: RequestState,
    /// In which to answer in that chat: `en` or `ru`.
    pub language: String,
    pub created_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
