//! The tries at a send that were not plain successes, as an operator reads them.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    DbError, OutboxId, TenantId,
    entities::{
        attempt::{Column, Entity, Model},
        outbox,
    },
};

/// The tries at a send of the tenant, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    send: OutboxId,
) -> Result<Vec<Model>, DbError> {
    let is_theirs = Entity::belongs_to(outbox::Entity).from(Column::OutboxId).to(outbox::Column::Id).into();
    Entity::find()
        .join(JoinType::InnerJoin, is_theirs)
        .filter(outbox::Column::TenantId.eq(tenant))
        .filter(Column::OutboxId.eq(send))
        .order_by_asc(Column::N)
        .all(conn)
        .await
}
