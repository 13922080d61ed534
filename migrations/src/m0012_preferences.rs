//! What users want to be notified of, the tenants' own categories, and what was held back.

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
create table notification_preference (
    user_id {uuid} primary key references app_user (id),
    tenant_id {uuid} not null references tenant (id),
    muted_categories text not null,
    muted_until {time},
    quiet_from integer,
    quiet_to integer,
    time_zone text,
    updated_at {time} not null
);
create table notification_category (
    tenant_id {uuid} not null references tenant (id),
    name text not null,
    created_at {time} not null,
    primary key (tenant_id, name)
);
create table held_notification (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    user_id {uuid} not null references app_user (id),
    category text,
    reason text not null,
    body text not null,
    held_at {time} not null
);
create index held_notification_by_tenant on held_notification (tenant_id, id);
";

const DOWN: &str = "
drop table held_notification;
drop table notification_category;
drop table notification_preference;
";
