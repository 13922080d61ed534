//! A key made by us for a program. Only a hash of the secret is kept.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{ApiKeyId, TenantId, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiKeyId,
    pub tenant_id: TenantId,
    /// The user as whom the key acts, if any.
    pub user_id: Option<UserId>,
    pub name: String,
    /// The first characters, to tell keys apart in a list.
    pub hint: String,
    pub secret_hash: Vec<u8>,
    /// Scope names, separated by spaces.
    pub scopes: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
