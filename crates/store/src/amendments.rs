//! Edits, deletes and reactions, as the database sees them: they join the lane of the send that they are about.

use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::Expr,
};

use crate::{
    DbError, OutboxId, TenantId,
    entities::{lane, outbox},
};

/// The tenant's send with its lane, which is open from now on; both are locked until the commit, the send first, as in the steps of
/// its bot's owner.
///
/// # Errors
/// When the database fails.
pub async fn lock_target<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: OutboxId,
) -> Result<Option<(outbox::Model, lane::Model)>, DbError> {
    let find = outbox::Entity::find_by_id(id).filter(outbox::Column::TenantId.eq(tenant));
    let Some(target) = find.lock_exclusive().one(conn).await? else { return Ok(None) };
    let opened = lane::Entity::update_many()
        .col_expr(lane::Column::Open, Expr::value(true))
        .filter(lane::Column::Id.eq(target.lane_id))
        .exec_with_returning(conn)
        .await?
        .pop();
    Ok(opened.map(|lane| (target, lane)))
}

/// Gives a waiting send other parameters; whoever starts it sees by the revision that it must be read again.
///
/// # Errors
/// When the database fails.
pub async fn rewrite<C: ConnectionTrait>(
    conn: &C,
    target: &outbox::Model,
    payload: String,
) -> Result<(), DbError> {
    let row = outbox::ActiveModel {
        id: Unchanged(target.id),
        payload: Set(payload),
        revision: Set(target.revision + 1),
        ..Default::default()
    };
    outbox::Entity::update(row).exec(conn).await?;
    Ok(())
}
