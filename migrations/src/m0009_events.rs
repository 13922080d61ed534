//! What happened to messages and conversations, one row each, written by triggers in the transaction that made it happen: no
//! change of state can forget its event. And what the application keeps of a conversation: who has it, until when it was read.
//!
//! `xact` is the number of the transaction on PostgreSQL: numbers of rows are given out before their transactions end, so
//! their order alone would show a later one before an earlier one. Readers stop before the oldest transaction that still
//! runs. SQLite has one writer, there it is 0.

use sea_orm_migration::{async_trait::async_trait, prelude::*, sea_orm::DbBackend};

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        match manager.get_database_backend() {
            DbBackend::Sqlite => run(manager, SQLITE_TRIGGERS).await,
            _ => run(manager, POSTGRES_TRIGGERS).await,
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Sqlite => run(manager, SQLITE_DOWN).await?,
            _ => run(manager, POSTGRES_DOWN).await?,
        }
        run(manager, DOWN).await
    }
}

const TABLES: &str = "
alter table conversation add column assignee_id {uuid} references app_user (id);
alter table conversation add column read_at {time};
create index message_by_contact on message (contact_id, id);
create table event (
    id {serial},
    xact bigint not null,
    tenant_id {uuid} not null,
    kind text not null,
    message_id {uuid},
    conversation_id {uuid},
    user_id {uuid},
    status text,
    happened_at {time} not null
);
create index event_order on event (xact, id);
create index event_by_tenant on event (tenant_id, xact, id);
";

const SQLITE_TRIGGERS: &str = "
create trigger message_came after insert on message begin
    insert into event (xact, tenant_id, kind, message_id, conversation_id, user_id, status, happened_at)
    values (0, new.tenant_id, case new.direction when 'incoming' then 'message_received' else 'message_status' end,
        new.id, new.conversation_id, new.user_id, new.status, new.updated_at);
end;
create trigger message_moved after update of status on message when old.status is not new.status begin
    insert into event (xact, tenant_id, kind, message_id, conversation_id, user_id, status, happened_at)
    values (0, new.tenant_id, 'message_status', new.id, new.conversation_id, new.user_id, new.status, new.updated_at);
end;
create trigger conversation_came after insert on conversation begin
    insert into event (xact, tenant_id, kind, conversation_id, happened_at)
    values (0, new.tenant_id, 'conversation', new.id, new.updated_at);
end;
create trigger conversation_moved after update on conversation begin
    insert into event (xact, tenant_id, kind, conversation_id, happened_at)
    values (0, new.tenant_id, 'conversation', new.id, new.updated_at);
end;
";

const POSTGRES_TRIGGERS: &str = "
create function record_message_event() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.status = new.status then return null; end if;
    end if;
    insert into event (xact, tenant_id, kind, message_id, conversation_id, user_id, status, happened_at)
    values (pg_current_xact_id()::text::bigint, new.tenant_id,
        case when tg_op = 'INSERT' and new.direction = 'incoming' then 'message_received' else 'message_status' end,
        new.id, new.conversation_id, new.user_id, new.status, new.updated_at);
    return null;
end $$;
create trigger message_event after insert or update of status on message
    for each row execute function record_message_event();
create function record_conversation_event() returns trigger language plpgsql as $$
begin
    insert into event (xact, tenant_id, kind, conversation_id, happened_at)
    values (pg_current_xact_id()::text::bigint, new.tenant_id, 'conversation', new.id, new.updated_at);
    return null;
end $$;
create trigger conversation_event after insert or update on conversation
    for each row execute function record_conversation_event();
";

const SQLITE_DOWN: &str = "
drop trigger conversation_moved;
drop trigger conversation_came;
drop trigger message_moved;
drop trigger message_came;
";

const POSTGRES_DOWN: &str = "
drop trigger conversation_event on conversation;
drop function record_conversation_event();
drop trigger message_event on message;
drop function record_message_event();
";

const DOWN: &str = "
drop table event;
drop index message_by_contact;
alter table conversation drop column read_at;
alter table conversation drop column assignee_id;
";
