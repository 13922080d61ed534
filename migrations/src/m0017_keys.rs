//! Which key a code's hash was made with, and which keys a server lists: what `rekey` must know to say that one is not needed
//! any more.

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
alter table verification_code add column key_id text;
alter table worker add column key_ids text;
";

const DOWN: &str = "
alter table worker drop column key_ids;
alter table verification_code drop column key_id;
";
