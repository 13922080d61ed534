//! Which of our messages a Telegram message is. Routing is only ever by these rows.

use sea_orm::entity::prelude::*;

use crate::ids::{BotId, MessageId, OutboxId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message_map")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub bot_id: BotId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub telegram_chat_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub telegram_message_id: i64,
    pub message_id: Option<MessageId>,
    /// The send that made it; null for a message that came in.
    pub outbox_id: Option<OutboxId>,
    /// Whether the bot sent it. Stays when the send is cleared away.
    pub from_bot: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
