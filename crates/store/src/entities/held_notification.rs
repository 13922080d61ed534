//! A notification that was not sent, because its user did not want it then.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{HeldNotificationId, TenantId, UserId};

/// Why a notification was held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum HoldReason {
    /// The user does not want its category.
    #[sea_orm(string_value = "category")]
    Category,
    /// The user wants nothing for now.
    #[sea_orm(string_value = "muted")]
    Muted,
    /// It is the user's quiet hours.
    #[sea_orm(string_value = "quiet_hours")]
    QuietHours,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "held_notification")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HeldNotificationId,
    pub tenant_id: TenantId,
    pub user_id: UserId,
    /// Null: it had none.
    pub category: Option<String>,
    pub reason: HoldReason,
    pub body: String,
    pub held_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
