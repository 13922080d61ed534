//! Integrations (a unit's bot with its sealed token), the bots as delivery sees them, and the chats a bot was seen in.

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
create table integration (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    unit_id {uuid} not null references unit (id),
    is_default boolean not null,
    configured_by text not null,
    bot_id bigint,
    bot_username text,
    bot_name text,
    title text,
    scope text not null,
    token_key_id text,
    token_nonce {bytes},
    token_ciphertext {bytes},
    token_hint text,
    owner_chat_id bigint,
    support_chat_id bigint,
    agents text,
    welcome_message text,
    webhook_key text not null unique,
    webhook_secret_hash {bytes},
    webhook_url text,
    is_active boolean not null,
    delivery_policy text not null,
    created_at {time} not null,
    updated_at {time} not null,
    deleted_at {time}
);
create unique index integration_default on integration (unit_id) where is_default and deleted_at is null;
create unique index integration_bot on integration (bot_id) where deleted_at is null;
create index integration_by_tenant on integration (tenant_id, id);
create table bot (
    id bigint primary key,
    integration_id {uuid} not null references integration (id),
    tenant_id {uuid} not null references tenant (id),
    state text not null,
    token_version bigint not null,
    owner {uuid},
    epoch bigint not null,
    rate integer,
    burst integer,
    blocked_until {time},
    next_offset bigint not null
) {hot};
create index bot_by_owner on bot (owner, state);
create index bot_by_integration on bot (integration_id);
create table chat (
    id {serial},
    bot_id bigint not null references bot (id),
    tenant_id {uuid} not null references tenant (id),
    telegram_chat_id bigint not null,
    kind text not null,
    title text,
    username text,
    membership text,
    last_sent_at {time},
    blocked_until {time},
    waits_for bigint,
    first_seen_at {time} not null,
    last_seen_at {time} not null
) {hot};
create unique index chat_telegram on chat (bot_id, telegram_chat_id);
create index chat_by_tenant on chat (tenant_id, telegram_chat_id);
";

const DOWN: &str = "
drop table chat;
drop table bot;
drop table integration;
";
