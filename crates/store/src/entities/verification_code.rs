//! A six-digit code shown in a chat, kept as a keyed hash only.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{ContactId, TenantId, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "verification_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub contact_id: ContactId,
    /// The caller who asked for it, when it was not the person in the chat.
    pub requested_by: Option<UserId>,
    pub code_hash: Vec<u8>,
    /// The key of that hash; null: it was not noted yet.
    pub key_id: Option<String>,
    /// The username the chat had when the code was made.
    pub username_key: Option<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
