//! Contacts, the links between them and the host application's users, verification codes and the tries at them.

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
create table contact (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    bot_id bigint not null references bot (id),
    chat_id bigint not null references chat (id),
    telegram_user_id bigint not null,
    username text,
    username_key text,
    first_name text not null,
    last_name text,
    language_code text,
    state text not null,
    created_at {time} not null,
    updated_at {time} not null
);
create unique index contact_person on contact (tenant_id, bot_id, telegram_user_id);
create index contact_by_chat on contact (chat_id);
create index contact_by_username on contact (tenant_id, username_key);
create index contact_by_state on contact (bot_id, state);
create table link (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    user_id {uuid} not null references app_user (id),
    contact_id {uuid} not null references contact (id),
    linked_at {time} not null,
    unlinked_at {time},
    unlinked_by text
);
create unique index link_user on link (user_id) where unlinked_at is null;
create unique index link_contact on link (contact_id) where unlinked_at is null;
create table verification_code (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    contact_id {uuid} not null references contact (id),
    requested_by {uuid} references app_user (id),
    code_hash {bytes} not null,
    username_key text,
    created_at {time} not null,
    expires_at {time} not null,
    used_at {time}
);
create index verification_code_by_contact on verification_code (contact_id, created_at);
create index verification_code_by_caller on verification_code (requested_by, created_at);
create table code_attempt (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    user_id {uuid} references app_user (id),
    contact_id {uuid} references contact (id),
    kind text not null,
    tried_at {time} not null
);
create index code_attempt_by_caller on code_attempt (user_id, kind, tried_at);
create index code_attempt_by_contact on code_attempt (contact_id, kind, tried_at);
";

const DOWN: &str = "
drop table code_attempt;
drop table verification_code;
drop table link;
drop table contact;
";
