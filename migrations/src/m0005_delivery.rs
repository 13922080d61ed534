//! The tables behind the promise: workers, lanes, the outbox with its attempts, the message map, the inbox, idempotency keys, broadcasts.

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
create table worker (
    id {uuid} primary key,
    beat bigint not null,
    gone boolean not null,
    started_at {time} not null
) {hot};
create table lane (
    id {serial},
    bot_id bigint not null references bot (id),
    chat_id bigint not null references chat (id),
    stream {uuid} not null,
    class smallint not null,
    open boolean not null
) {hot};
create unique index lane_stream on lane (chat_id, stream, class);
create index lane_open on lane (bot_id, class, id) where open;
create table broadcast (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    bot_id bigint not null references bot (id),
    filter text not null,
    cursor text,
    state text not null,
    total bigint not null,
    sent bigint not null,
    failed bigint not null,
    created_at {time} not null
);
create table outbox (
    id {serial},
    tenant_id {uuid} not null references tenant (id),
    lane_id bigint not null references lane (id),
    message_id {uuid} references message (id),
    state text not null,
    op text not null,
    payload text not null,
    target bigint,
    policy text not null,
    on_failure text,
    epoch bigint not null,
    attempts integer not null,
    ambiguous integer not null,
    repairs integer not null,
    not_before {time},
    expires_at {time},
    created_at {time} not null,
    started_at {time},
    done_at {time},
    reason text,
    replay_of bigint,
    broadcast_id {uuid} references broadcast (id)
) {hot};
create index outbox_waiting on outbox (lane_id, id) where state in ('pending', 'sending');
create index outbox_done on outbox (done_at) where done_at is not null;
create index outbox_by_tenant on outbox (tenant_id, id);
create index outbox_by_message on outbox (message_id) where message_id is not null;
create index outbox_by_broadcast on outbox (broadcast_id, state) where broadcast_id is not null;
create table attempt (
    outbox_id bigint not null references outbox (id),
    n integer not null,
    outcome text not null,
    code integer,
    retry_after integer,
    error text,
    started_at {time} not null,
    ended_at {time} not null,
    primary key (outbox_id, n)
);
create table message_map (
    bot_id bigint not null references bot (id),
    telegram_chat_id bigint not null,
    telegram_message_id bigint not null,
    message_id {uuid} references message (id),
    outbox_id bigint references outbox (id),
    primary key (bot_id, telegram_chat_id, telegram_message_id)
);
create index message_map_by_message on message_map (message_id);
create index message_map_by_outbox on message_map (outbox_id);
create table inbox (
    id {serial},
    bot_id bigint not null references bot (id),
    update_id bigint not null,
    chat_key bigint not null,
    raw text not null,
    state text not null,
    tries integer not null,
    received_at {time} not null,
    not_before {time},
    handled_at {time},
    reason text
) {hot};
create unique index inbox_update on inbox (bot_id, update_id);
create index inbox_waiting on inbox (bot_id, id) where state = 'pending';
create index inbox_handled on inbox (handled_at) where handled_at is not null;
create table idempotency (
    tenant_id {uuid} not null references tenant (id),
    key text not null,
    request_hash {bytes} not null,
    result text not null,
    created_at {time} not null,
    primary key (tenant_id, key)
);
";

const DOWN: &str = "
drop table idempotency;
drop table inbox;
drop table message_map;
drop table attempt;
drop table outbox;
drop table broadcast;
drop table lane;
drop table worker;
";
