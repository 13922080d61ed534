//! Outstanding deep links: one token a user, found by its keyed hash and sealed because it is shown again.

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
create table link_token (
    id {uuid} primary key,
    tenant_id {uuid} not null references tenant (id),
    user_id {uuid} not null unique references app_user (id),
    bot_id bigint not null references bot (id),
    token_hash {bytes} not null unique,
    token_key_id text not null,
    token_nonce {bytes} not null,
    token_ciphertext {bytes} not null,
    contact_id {uuid} references contact (id),
    issued_at {time} not null,
    expires_at {time} not null,
    used_at {time}
);
";

const DOWN: &str = "
drop table link_token;
";
