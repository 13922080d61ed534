//! What a user wants to be notified of, and when. No row: of everything, always.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{TenantId, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_preference")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub tenant_id: TenantId,
    /// A JSON array of names.
    pub muted_categories: String,
    pub muted_until: Option<DateTime<Utc>>,
    /// When quiet hours begin, in minutes after midnight. Set together with the next two.
    pub quiet_from: Option<i32>,
    pub quiet_to: Option<i32>,
    /// A name of the IANA database.
    pub time_zone: Option<String>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
