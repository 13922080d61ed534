//! Conversations and the messages in them: what people wrote, what was answered, and notifications.

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
create table conversation (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    integration_id {uuid} not null references integration (id),
    contact_id {uuid} not null references contact (id),
    state text not null,
    last_message_at {time},
    created_at {time} not null,
    updated_at {time} not null
);
create unique index conversation_contact on conversation (contact_id);
create index conversation_recent on conversation (tenant_id, last_message_at, id);
create table message (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    conversation_id {uuid} references conversation (id),
    contact_id {uuid} not null references contact (id),
    user_id {uuid} references app_user (id),
    direction text not null,
    status text not null,
    kind text not null,
    body text,
    admin_username text,
    failure text,
    created_at {time} not null,
    updated_at {time} not null
);
create index message_history on message (user_id, id);
create index message_by_conversation on message (conversation_id, id);
";

const DOWN: &str = "
drop table message;
drop table conversation;
";
