//! One call that becomes many sends.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{BotId, TenantId};

/// How far a broadcast got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum BroadcastState {
    /// Its sends are being accepted, chunk by chunk.
    #[sea_orm(string_value = "expanding")]
    Expanding,
    /// All its sends were accepted.
    #[sea_orm(string_value = "expanded")]
    Expanded,
    /// Taken back: what had not started was cancelled.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "broadcast")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub bot_id: BotId,
    /// To whom, as JSON.
    pub filter: String,
    /// The last contact that was reached by expanding.
    pub cursor: Option<String>,
    pub state: BroadcastState,
    /// Sends accepted so far.
    pub total: i64,
    pub sent: i64,
    pub failed: i64,
    pub created_at: DateTime<Utc>,
    /// What is sent.
    pub body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
