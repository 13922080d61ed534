//! Tenants, their units, the users of the host application, and API keys.

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
create table tenant (
    id {uuid} primary key,
    slug text not null unique,
    name text,
    language text,
    created_at {time} not null
);
create table unit (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    title text not null,
    is_default boolean not null,
    created_at {time} not null,
    deleted_at {time}
);
create unique index unit_default on unit (tenant_id) where is_default;
create index unit_by_tenant on unit (tenant_id, id);
create table app_user (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    external_id text not null,
    name text,
    created_at {time} not null,
    updated_at {time} not null
);
create unique index app_user_external on app_user (tenant_id, external_id);
create table api_key (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    user_id {uuid} references app_user (id),
    name text not null,
    hint text not null,
    secret_hash {bytes} not null unique,
    scopes text not null,
    created_at {time} not null,
    expires_at {time},
    revoked_at {time},
    last_used_at {time}
);
create index api_key_by_tenant on api_key (tenant_id, id);
";

const DOWN: &str = "
drop table api_key;
drop table app_user;
drop table unit;
drop table tenant;
";
