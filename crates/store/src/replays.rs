//! Sends that ended undelivered, and sending them again. A replay is a new row of the same lane that names the old one.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use crate::{
    DbError, MessageId, OutboxId, TenantId,
    entities::{
        lane,
        outbox::{Column, Entity, Model, OutboxState},
    },
    outbox::{self, LaneKey, NewOutbox},
};

/// A send of the tenant that ended undelivered, with its lane; locked until the transaction ends, so that only one
/// replays it.
///
/// # Errors
/// When the database fails.
pub async fn lock_undelivered<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    id: OutboxId,
) -> Result<Option<(Model, lane::Model)>, DbError> {
    let ended = [OutboxState::Failed, OutboxState::Uncertain, OutboxState::Expired, OutboxState::Cancelled];
    let row = Entity::find_by_id(id)
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::State.is_in(ended))
        .lock_exclusive()
        .one(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let lane = lane::Entity::find_by_id(row.lane_id).one(conn).await?;
    Ok(lane.map(|lane| (row, lane)))
}

/// Whether the send was repeated. Found by its message where it has one; otherwise among the tenant's later sends.
///
/// # Errors
/// When the database fails.
pub async fn is_replayed<C: ConnectionTrait>(conn: &C, send: &Model) -> Result<bool, DbError> {
    let replays = Entity::find().filter(Column::ReplayOf.eq(send.id));
    let replays = match send.message_id {
        Some(message) => {
            replays.filter(Expr::cust("message_id is not null")).filter(Column::MessageId.eq(message))
        }
        None => replays.filter(Column::TenantId.eq(send.tenant_id)).filter(Column::Id.gt(send.id)),
    };
    Ok(replays.count(conn).await? > 0)
}

/// Appends the same send to its lane. It has no end of its own: somebody asked for it just now.
///
/// # Errors
/// When the database fails.
pub async fn append<C: ConnectionTrait>(
    conn: &C,
    send: Model,
    lane: &lane::Model,
    now: DateTime<Utc>,
) -> Result<OutboxId, DbError> {
    let key = LaneKey { chat: lane.chat_id, stream: lane.stream, class: lane.class, bot: lane.bot_id };
    let lane = outbox::open_lane(conn, key).await?;
    let replay = NewOutbox {
        tenant: send.tenant_id,
        lane,
        message: send.message_id,
        op: send.op,
        payload: send.payload,
        target: send.target,
        policy: send.policy,
        on_failure: send.on_failure,
        expires_at: None,
        replay_of: Some(send.id),
        broadcast: None,
        now,
    };
    outbox::insert(conn, replay).await
}

/// The last send of a message of the tenant's.
///
/// # Errors
/// When the database fails.
pub async fn last_of_message<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    message: MessageId,
) -> Result<Option<OutboxId>, DbError> {
    let last = Entity::find()
        .filter(Expr::cust("message_id is not null"))
        .filter(Column::MessageId.eq(message))
        .filter(Column::TenantId.eq(tenant))
        .order_by_desc(Column::Id)
        .one(conn)
        .await?;
    Ok(last.map(|send| send.id))
}
