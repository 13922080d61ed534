//! A tie between one user and one contact. Ended ones stay as history.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{ContactId, LinkId, TenantId, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LinkId,
    pub tenant_id: TenantId,
    pub user_id: UserId,
    pub contact_id: ContactId,
    pub linked_at: DateTime<Utc>,
    pub unlinked_at: Option<DateTime<Utc>>,
    /// Why it ended: `replaced`, `person`, `user`.
    pub unlinked_by: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
