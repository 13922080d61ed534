//! The sends that dispatches to channels made: what waits is ended, what was said is forgotten.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::{
    BotId, ChannelId, DbError, TenantId,
    entities::{
        channel_dispatch_result::{Column, Entity},
        lane,
        outbox::{self, OutboxState},
    },
};

/// Takes back what waits for a channel of the tenant.
///
/// # Errors
/// When the database fails.
pub async fn cancel_waiting<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    channel: ChannelId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let of_channel = |column: Column| {
        Query::select()
            .column(column)
            .from(Entity)
            .and_where(Column::ChannelId.eq(channel))
            .and_where(column.is_not_null())
            .take()
    };
    end(conn, of_channel, OutboxState::Cancelled, "cancelled", now, |query| {
        query.filter(outbox::Column::TenantId.eq(tenant))
    })
    .await
}

/// Ends what waits for channels that a bot speaks in, because its token is refused: an alert is worth little when a new one
/// comes. Other sends of the bot stay. By bot, not by tenant: the caller speaks for the bot.
///
/// # Errors
/// When the database fails.
pub async fn end_of_bot<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let lanes = || {
        Query::select()
            .column(lane::Column::Id)
            .from(lane::Entity)
            .and_where(lane::Column::BotId.eq(bot))
            .and_where(Expr::cust("open"))
            .take()
    };
    let waiting = || {
        Query::select()
            .column(outbox::Column::Id)
            .from(outbox::Entity)
            .and_where(outbox::Column::LaneId.in_subquery(lanes()))
            .and_where(Expr::cust("state in ('pending', 'sending')"))
            .take()
    };
    let of_bot = |column: Column| {
        Query::select().column(column).from(Entity).and_where(column.in_subquery(waiting())).take()
    };
    end(conn, of_bot, OutboxState::Failed, reason, now, |query| query).await
}

/// Ends pending sends that results name, texts and pictures.
async fn end<C: ConnectionTrait>(
    conn: &C,
    named: impl Fn(Column) -> SelectStatement,
    state: OutboxState,
    reason: &str,
    now: DateTime<Utc>,
    narrow: impl Fn(sea_orm::UpdateMany<outbox::Entity>) -> sea_orm::UpdateMany<outbox::Entity>,
) -> Result<(), DbError> {
    for column in [Column::OutboxId, Column::PictureId] {
        let query = outbox::Entity::update_many()
            .col_expr(outbox::Column::State, Expr::value(state))
            .col_expr(outbox::Column::Reason, Expr::value(reason))
            .col_expr(outbox::Column::DoneAt, Expr::value(now))
            .filter(outbox::Column::Id.in_subquery(named(column)))
            .filter(Expr::cust("state = 'pending'"));
        narrow(query).exec(conn).await?;
    }
    Ok(())
}

/// Forgets what ended sends to a channel of the tenant said, and where they went.
///
/// # Errors
/// When the database fails.
pub async fn blank<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    channel: ChannelId,
) -> Result<(), DbError> {
    for column in [Column::OutboxId, Column::PictureId] {
        let of_channel = Query::select()
            .column(column)
            .from(Entity)
            .and_where(Column::ChannelId.eq(channel))
            .and_where(column.is_not_null())
            .take();
        outbox::Entity::update_many()
            .col_expr(outbox::Column::Payload, Expr::value(""))
            .filter(outbox::Column::TenantId.eq(tenant))
            .filter(outbox::Column::Id.in_subquery(of_channel))
            .filter(Expr::cust("done_at is not null"))
            .exec(conn)
            .await?;
    }
    Entity::update_many()
        .col_expr(Column::ChatId, Expr::value(""))
        .filter(Column::ChannelId.eq(channel))
        .filter(Column::TenantId.eq(tenant))
        .exec(conn)
        .await?;
    Ok(())
}
