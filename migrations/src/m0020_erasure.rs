//! Users who are to be forgotten; what they said and were told is erased in small batches.

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
create table erasure (
    user_id {uuid} primary key references app_user (id),
    tenant_id {uuid} not null references tenant (id),
    contact_id {uuid} references contact (id),
    requested_at {time} not null,
    done_at {time}
);
create index erasure_open on erasure (requested_at) where done_at is null;
";

const DOWN: &str = "
drop table erasure;
";
