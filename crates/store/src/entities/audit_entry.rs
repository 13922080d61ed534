//! A line of the audit log. It is written once and never changed.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{AuditEntryId, TenantId};

/// What kind of somebody acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ActorKind {
    /// A user of the host application, by a token.
    #[sea_orm(string_value = "user")]
    User,
    /// A program, by an API key.
    #[sea_orm(string_value = "api_key")]
    ApiKey,
    /// Who runs the server: by the command line, or by the environment at its start.
    #[sea_orm(string_value = "operator")]
    Operator,
    /// A person in Telegram, by a command there.
    #[sea_orm(string_value = "telegram")]
    Telegram,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditEntryId,
    pub tenant_id: TenantId,
    pub actor_kind: ActorKind,
    /// The user's id in the host application, the key's id, or Telegram's id of the person; the operator has none.
    pub actor_id: Option<String>,
    /// A stable verb, such as `unit.created`.
    pub act: String,
    /// What it was done to.
    pub object_id: String,
    /// The client's IP address, where there was one.
    pub address: Option<String>,
    pub happened_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
