//! Alert channels, what was dispatched to them, and what came of it; bots that only send; who added a bot to a chat.

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
alter table integration add column sends_only boolean not null default false;
alter table chat add column added_by bigint;
create table channel (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    user_id {uuid} references app_user (id),
    name text not null,
    chat_id text not null,
    bot_id bigint references bot (id),
    days integer,
    opens integer,
    closes integer,
    time_zone text,
    level integer not null,
    topics text not null,
    is_enabled boolean not null,
    created_at {time} not null,
    updated_at {time} not null,
    deleted_at {time}
);
create index channel_by_tenant on channel (tenant_id, id);
create index channel_by_user on channel (user_id) where user_id is not null;
create index channel_by_bot on channel (bot_id) where bot_id is not null;
create table channel_dispatch (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    user_id {uuid} references app_user (id),
    kind text not null,
    title text not null,
    topic text,
    level integer,
    occurred_at {time},
    created_at {time} not null
);
create index channel_dispatch_by_user on channel_dispatch (user_id, created_at) where user_id is not null;
create index channel_dispatch_age on channel_dispatch (created_at);
create table channel_dispatch_result (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    dispatch_id {uuid} not null references channel_dispatch (id),
    channel_id {uuid} not null references channel (id),
    chat_id text not null,
    outcome text not null,
    reason text,
    outbox_id bigint,
    picture_id bigint
);
create index channel_dispatch_result_by_dispatch on channel_dispatch_result (dispatch_id);
create index channel_dispatch_result_by_channel on channel_dispatch_result (channel_id, id);
create index channel_dispatch_result_by_outbox on channel_dispatch_result (outbox_id) where outbox_id is not null;
create index channel_dispatch_result_by_picture on channel_dispatch_result (picture_id) where picture_id is not null;
";

const DOWN: &str = "
drop table channel_dispatch_result;
drop table channel_dispatch;
drop table channel;
alter table chat drop column added_by;
alter table integration drop column sends_only;
";
