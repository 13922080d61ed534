//! A bot as delivery sees it: who owns it, under which epoch, and whether it may send.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{BotId, IntegrationId, TenantId, WorkerId};

/// Whether a bot polls and sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum BotState {
    /// It works.
    #[sea_orm(string_value = "active")]
    Active,
    /// Switched off by its owner; nothing is lost.
    #[sea_orm(string_value = "paused")]
    Paused,
    /// Telegram refuses the token; the queue is kept.
    #[sea_orm(string_value = "dead")]
    Dead,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bot")]
pub struct Model {
    /// Telegram's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BotId,
    pub integration_id: IntegrationId,
    pub tenant_id: TenantId,
    pub state: BotState,
    /// Counts token changes: a 401 under an older one is not the new one's fault.
    pub token_version: i64,
    pub owner: Option<WorkerId>,
    /// Grows with each taking; a write under an older epoch is refused.
    pub epoch: i64,
    /// Messages a second; null: the configured default.
    pub rate: Option<i32>,
    pub burst: Option<i32>,
    pub blocked_until: Option<DateTime<Utc>>,
    /// When it was last known that Telegram has its token loaded.
    pub loaded_at: Option<DateTime<Utc>>,
    /// The `offset` of the next `getUpdates`.
    pub next_offset: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
