//! The audit log: who did which administrative act when, and from where.

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
create table audit_entry (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    actor_kind text not null,
    actor_id text,
    act text not null,
    object_id text not null,
    address text,
    happened_at {time} not null
);
create index audit_entry_by_tenant on audit_entry (tenant_id, id);
create index audit_entry_by_object on audit_entry (tenant_id, object_id, id);
create index audit_entry_age on audit_entry (happened_at);
";

const DOWN: &str = "
drop table audit_entry;
";
