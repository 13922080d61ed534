//! What became of a dispatch in one channel.

use sea_orm::entity::prelude::*;

use crate::ids::{ChannelId, DispatchId, DispatchResultId, OutboxId, TenantId};

/// What was decided when it was dispatched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum DispatchOutcome {
    /// Accepted; how it ended is in its send.
    #[sea_orm(string_value = "accepted")]
    Accepted,
    /// The channel does not want it.
    #[sea_orm(string_value = "skipped")]
    Skipped,
    /// Nothing can be said there.
    #[sea_orm(string_value = "failed")]
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel_dispatch_result")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DispatchResultId,
    pub tenant_id: TenantId,
    pub dispatch_id: DispatchId,
    pub channel_id: ChannelId,
    /// The channel's chat at that time.
    pub chat_id: String,
    pub outcome: DispatchOutcome,
    /// A stable word for what was not accepted.
    pub reason: Option<String>,
    /// The send with the text.
    pub outbox_id: Option<OutboxId>,
    /// The send with the picture, where it is one of its own.
    pub picture_id: Option<OutboxId>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
