//! The token of a deep link: its keyed hash to find it by, and itself sealed, since it is shown again.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{BotId, ContactId, LinkTokenId, TenantId, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "link_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LinkTokenId,
    pub tenant_id: TenantId,
    /// Whom it links.
    pub user_id: UserId,
    /// The bot that the link leads to.
    pub bot_id: BotId,
    pub token_hash: Vec<u8>,
    pub token_key_id: String,
    pub token_nonce: Vec<u8>,
    pub token_ciphertext: Vec<u8>,
    /// The chat in which it was opened last and not cancelled: only there it can be used.
    pub contact_id: Option<ContactId>,
    pub issued_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
