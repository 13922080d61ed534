//! An operator's list of what was not delivered: few among all that was sent, found without reading that.

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
create index outbox_undelivered on outbox (tenant_id, state, id)
    where state in ('uncertain', 'failed', 'expired', 'cancelled');
";

const DOWN: &str = "
drop index outbox_undelivered;
";
