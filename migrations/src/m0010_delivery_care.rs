//! What delivery needs to look after itself: updates that may have killed a process, and indexes for what is cleared away.

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
alter table inbox add column suspect boolean not null default false;
alter table inbox add column deaths integer not null default 0;
create index inbox_set_aside on inbox (bot_id, id) where state = 'set_aside';
alter table message_map add column from_bot boolean not null default false;
create index outbox_unblanked on outbox (done_at) where done_at is not null and payload <> '';
alter table broadcast add column body text not null default '';
create index broadcast_expanding on broadcast (created_at) where state = 'expanding';
create index broadcast_by_tenant on broadcast (tenant_id, id);
create index contact_by_bot on contact (bot_id, id);
create index outbox_expiring on outbox (expires_at) where state = 'pending' and expires_at is not null;
create index idempotency_age on idempotency (created_at);
create index code_attempt_age on code_attempt (tried_at);
create index verification_code_age on verification_code (created_at);
";

const DOWN: &str = "
drop index verification_code_age;
drop index code_attempt_age;
drop index idempotency_age;
drop index inbox_set_aside;
drop index contact_by_bot;
drop index broadcast_by_tenant;
drop index broadcast_expanding;
alter table broadcast drop column body;
drop index outbox_expiring;
drop index outbox_unblanked;
alter table message_map drop column from_bot;
alter table inbox drop column deaths;
alter table inbox drop column suspect;
";
