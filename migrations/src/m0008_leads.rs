//! Leads: what visitors left in a site's form.

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
create table lead (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    name text,
    email text,
    phone text,
    company text,
    message text,
    utm_source text,
    utm_campaign text,
    page text,
    device text,
    notice text not null,
    created_at {time} not null
);
create index lead_by_tenant on lead (tenant_id, id);
";

const DOWN: &str = "
drop table lead;
";
