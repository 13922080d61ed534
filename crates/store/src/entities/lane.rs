//! A sequence of sends that keep their order: one chat, one stream, one class.

use sea_orm::entity::prelude::*;

use crate::ids::{BotId, ChatId, LaneId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lane")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: LaneId,
    pub bot_id: BotId,
    pub chat_id: ChatId,
    /// A conversation's id, or nil for what belongs to the chat itself.
    pub stream: Uuid,
    /// 0 answers, 1 notifications and relayed messages, 2 broadcasts; -1 connection tests.
    pub class: i16,
    /// Whether rows may wait in it.
    pub open: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
