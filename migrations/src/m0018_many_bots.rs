//! Many bots: each may be at a Bot API server of its own, Telegram is shown their tokens at a pace, and a support chat can be
//! asked for in the chat itself.

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
alter table integration add column api_root text;
alter table bot add column loaded_at {time};
create table support_request (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    integration_id {uuid} not null references integration (id),
    chat_id bigint not null references chat (id),
    asked_by bigint not null,
    wish text not null,
    state text not null,
    language text not null,
    created_at {time} not null,
    decided_at {time}
);
create index support_request_by_integration on support_request (integration_id, created_at);
";

const DOWN: &str = "
drop table support_request;
alter table bot drop column loaded_at;
alter table integration drop column api_root;
";
