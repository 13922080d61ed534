//! A try to send that was not a plain success.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::OutboxId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub outbox_id: OutboxId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i32,
    pub outcome: String,
    pub code: Option<i32>,
    /// Seconds.
    pub retry_after: Option<i32>,
    pub error: Option<String>,
    pub started_at: DateTime<Utc>,
    pub ended_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
