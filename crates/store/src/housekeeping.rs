//! Clearing away what is over. Of the whole server, whoever's it is; a batch at a time, found through indexes.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    DbError, InboxId, OutboxId, channel_dispatches,
    entities::{attempt, code_attempt, idempotency, inbox, message_map, outbox, verification_code},
};

/// Everything that was over before these times goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    /// What ended sends carried.
    pub payloads: DateTime<Utc>,
    /// Ended sends themselves.
    pub sends: DateTime<Utc>,
    /// Handled updates.
    pub updates: DateTime<Utc>,
    /// Answers kept for idempotency keys.
    pub answers: DateTime<Utc>,
    /// Verification codes and tries at them.
    pub codes: DateTime<Utc>,
}

/// Clears at most `batch` rows of each kind; returns how many it cleared.
///
/// # Errors
/// When the database fails.
pub async fn clear<C: ConnectionTrait>(conn: &C, ages: &Ages, batch: u64) -> Result<u64, DbError> {
    Ok(updates(conn, ages, batch).await?
        // Before the sends that they name.
        + channel_dispatches::forget(conn, ages.sends, batch).await?
        + sends(conn, ages, batch).await?
        + payloads(conn, ages, batch).await?
        + answers(conn, ages).await?
        + codes(conn, ages).await?)
}

/// Sends that wait although their time ran out, because their bot is dead or paused: nobody picks them.
///
/// # Errors
/// When the database fails.
pub async fn overdue<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    take: u64,
) -> Result<Vec<outbox::Model>, DbError> {
    outbox::Entity::find()
        .filter(Expr::cust("state = 'pending' and expires_at is not null"))
        .filter(outbox::Column::ExpiresAt.lt(now))
        .order_by_asc(outbox::Column::ExpiresAt)
        .limit(take)
        .all(conn)
        .await
}

async fn updates<C: ConnectionTrait>(conn: &C, ages: &Ages, batch: u64) -> Result<u64, DbError> {
    let old: Vec<InboxId> = inbox::Entity::find()
        .select_only()
        .column(inbox::Column::Id)
        .filter(Expr::cust("handled_at is not null"))
        .filter(inbox::Column::HandledAt.lt(ages.updates))
        // What was set aside stays for a person to look at.
        .filter(inbox::Column::State.eq(inbox::InboxState::Handled))
        .limit(batch)
        .into_tuple()
        .all(conn)
        .await?;
    if old.is_empty() {
        return Ok(0);
    }
    let gone = inbox::Entity::delete_many().filter(inbox::Column::Id.is_in(old)).exec(conn).await?;
    Ok(gone.rows_affected)
}

async fn sends<C: ConnectionTrait>(conn: &C, ages: &Ages, batch: u64) -> Result<u64, DbError> {
    let old: Vec<OutboxId> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Id)
        .filter(Expr::cust("done_at is not null"))
        .filter(outbox::Column::DoneAt.lt(ages.sends))
        .order_by_asc(outbox::Column::DoneAt)
        .limit(batch)
        .into_tuple()
        .all(conn)
        .await?;
    if old.is_empty() {
        return Ok(0);
    }
    attempt::Entity::delete_many().filter(attempt::Column::OutboxId.is_in(old.clone())).exec(conn).await?;
    // Agents may still reply to what these sends made: the map keeps the message, and forgets the send.
    message_map::Entity::update_many()
        .col_expr(message_map::Column::OutboxId, Expr::value(Option::<OutboxId>::None))
        .filter(message_map::Column::OutboxId.is_in(old.clone()))
        .exec(conn)
        .await?;
    let gone = outbox::Entity::delete_many().filter(outbox::Column::Id.is_in(old)).exec(conn).await?;
    Ok(gone.rows_affected)
}

async fn payloads<C: ConnectionTrait>(conn: &C, ages: &Ages, batch: u64) -> Result<u64, DbError> {
    let old: Vec<OutboxId> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Id)
        .filter(Expr::cust("done_at is not null and payload <> ''"))
        .filter(outbox::Column::DoneAt.lt(ages.payloads))
        .order_by_asc(outbox::Column::DoneAt)
        .limit(batch)
        .into_tuple()
        .all(conn)
        .await?;
    if old.is_empty() {
        return Ok(0);
    }
    let blanked = outbox::Entity::update_many()
        .col_expr(outbox::Column::Payload, Expr::value(""))
        .filter(outbox::Column::Id.is_in(old))
        .exec(conn)
        .await?;
    Ok(blanked.rows_affected)
}

async fn answers<C: ConnectionTrait>(conn: &C, ages: &Ages) -> Result<u64, DbError> {
    let old = idempotency::Column::CreatedAt.lt(ages.answers);
    Ok(idempotency::Entity::delete_many().filter(old).exec(conn).await?.rows_affected)
}

async fn codes<C: ConnectionTrait>(conn: &C, ages: &Ages) -> Result<u64, DbError> {
    let tries = code_attempt::Column::TriedAt.lt(ages.codes);
    let tries = code_attempt::Entity::delete_many().filter(tries).exec(conn).await?;
    let codes = verification_code::Column::CreatedAt.lt(ages.codes);
    let codes = verification_code::Entity::delete_many().filter(codes).exec(conn).await?;
    Ok(tries.rows_affected + codes.rows_affected)
}
