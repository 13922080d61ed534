//! Something that was dispatched to channels. What it said beyond its title is in the sends only.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{DispatchId, TenantId, UserId};

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum DispatchType {
    /// Something to know.
    #[sea_orm(string_value = "INFO")]
    Info,
    /// Something failed.
    #[sea_orm(string_value = "ERROR")]
    Error,
    /// Something went well.
    #[sea_orm(string_value = "SUCCESS")]
    Success,
    /// Something may fail.
    #[sea_orm(string_value = "WARNING")]
    Warning,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel_dispatch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DispatchId,
    pub tenant_id: TenantId,
    /// The user who dispatched it to channels of their own; null for whoever may do so for the tenant.
    pub user_id: Option<UserId>,
    pub kind: DispatchType,
    pub title: String,
    pub topic: Option<String>,
    pub level: Option<i32>,
    /// When it happened, as the caller said.
    pub occurred_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
