//! Integrations by unit: the id that a caller gave a bot, and the chats that a bot was written into before it heard of them.

use sea_orm_migration::{async_trait::async_trait, prelude::*};

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

const UP: &str = "
alter table integration add column public_bot_id {uuid};
alter table chat add column is_heard boolean not null default true;
create index integration_by_unit on integration (unit_id, id);
create index chat_of_bot on chat (bot_id, id);
";

const DOWN: &str = "
drop index chat_of_bot;
drop index integration_by_unit;
alter table chat drop column is_heard;
alter table integration drop column public_bot_id;
";
