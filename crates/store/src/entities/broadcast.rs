//! One call that becomes many sends.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{BotId, TenantId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "broadcast")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub bot_id: BotId,
    pub filter: String,
    pub cursor: Option<String>,
    pub state: String,
    pub total: i64,
    pub sent: i64,
    pub failed: i64,
    pub created_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
