//! What a visitor left in a site's form.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{LeadId, TenantId};

/// Whether the owner was written to about a lead, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum LeadNotice {
    /// A message to the owner was accepted; delivery tells what became of it.
    #[sea_orm(string_value = "accepted")]
    Accepted,
    /// The tenant has no integration.
    #[sea_orm(string_value = "no_integration")]
    NoIntegration,
    /// The integration is switched off.
    #[sea_orm(string_value = "inactive")]
    Inactive,
    /// The integration does not say who the owner is.
    #[sea_orm(string_value = "no_owner_chat")]
    NoOwnerChat,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lead")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LeadId,
    pub tenant_id: TenantId,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    /// Whole, also where the owner is shown a part.
    pub message: Option<String>,
    pub utm_source: Option<String>,
    pub utm_campaign: Option<String>,
    pub page: Option<String>,
    pub device: Option<String>,
    pub notice: LeadNotice,
    pub created_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
