//! What counts towards the limits on codes.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{ContactId, TenantId, UserId};

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AttemptKind {
    /// A code that did not match.
    #[sea_orm(string_value = "wrong_code")]
    WrongCode,
    /// A code was asked for through the API.
    #[sea_orm(string_value = "code_request")]
    CodeRequest,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "code_attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    /// Null on the further rows of one try, where several contacts have the username: the caller is counted once.
    pub user_id: Option<UserId>,
    /// Null where the username belongs to nobody.
    pub contact_id: Option<ContactId>,
    pub kind: AttemptKind,
    pub tried_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
