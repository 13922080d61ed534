//! A server process that may own bots. It is alive while its beat grows.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::WorkerId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "worker")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorkerId,
    pub beat: i64,
    pub gone: bool,
    pub started_at: DateTime<Utc>,
    /// Ids of the encryption keys that it lists, the newest first, separated by spaces; null: it is of an older version.
    pub key_ids: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
