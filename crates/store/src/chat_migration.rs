//! A group that became a supergroup keeps its row, with its lanes. Old map rows keep the chat id they were made with.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::{
    BotId, ChatId, DbError, TenantId, chats,
    entities::{
        chat::{ChatKind, Column, Entity, Model},
        lane, outbox,
    },
};

/// Gives the chat `from` of the tenant's bot the id `to`; a row that `to` has already is merged with it, and the older
/// row stays. Nothing happens when `from` is not known. Groups have no contacts, so only lanes hang on the rows.
///
/// # Errors
/// When the database fails.
pub async fn follow<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    bot: BotId,
    from: i64,
    to: i64,
) -> Result<(), DbError> {
    let Some(old) = chats::by_telegram_id(conn, tenant, bot, from).await? else { return Ok(()) };
    let Some(new) = chats::by_telegram_id(conn, tenant, bot, to).await? else {
        return rename(conn, old.id, to, None).await;
    };
    let keeps_old = old.id < new.id;
    let (kept, dropped) = if keeps_old { (old.id, new.id) } else { (new.id, old.id) };
    merge_lanes(conn, dropped, kept).await?;
    Entity::delete_by_id(dropped).exec(conn).await?;
    if keeps_old { rename(conn, kept, to, Some(new)).await } else { Ok(()) }
}

async fn rename<C: ConnectionTrait>(
    conn: &C,
    chat: ChatId,
    to: i64,
    seen: Option<Model>,
) -> Result<(), DbError> {
    let mut change = Entity::update_many()
        .col_expr(Column::TelegramChatId, Expr::value(to))
        .col_expr(Column::Kind, Expr::value(ChatKind::Supergroup));
    if let Some(seen) = seen {
        change = change
            .col_expr(Column::Title, Expr::value(seen.title))
            .col_expr(Column::Username, Expr::value(seen.username))
            .col_expr(Column::Membership, Expr::value(seen.membership));
    }
    change.filter(Column::Id.eq(chat)).exec(conn).await?;
    Ok(())
}

/// Moves lanes from one chat row to another; where the other has the same lane, only the sends move. Their ids keep
/// the order of acceptance.
async fn merge_lanes<C: ConnectionTrait>(conn: &C, from: ChatId, to: ChatId) -> Result<(), DbError> {
    let lanes = lane::Entity::find()
        .filter(lane::Column::ChatId.eq(from))
        .order_by_asc(lane::Column::Id)
        .all(conn)
        .await?;
    for moved in lanes {
        let same = lane::Entity::find()
            .filter(lane::Column::ChatId.eq(to))
            .filter(lane::Column::Stream.eq(moved.stream))
            .filter(lane::Column::Class.eq(moved.class))
            .one(conn)
            .await?;
        match same {
            None => set_chat(conn, moved, to).await?,
            Some(same) => join(conn, moved, same).await?,
        }
    }
    Ok(())
}

async fn set_chat<C: ConnectionTrait>(conn: &C, moved: lane::Model, chat: ChatId) -> Result<(), DbError> {
    lane::Entity::update_many()
        .col_expr(lane::Column::ChatId, Expr::value(chat))
        .filter(lane::Column::Id.eq(moved.id))
        .exec(conn)
        .await?;
    Ok(())
}

async fn join<C: ConnectionTrait>(conn: &C, moved: lane::Model, into: lane::Model) -> Result<(), DbError> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::LaneId, Expr::value(into.id))
        .filter(outbox::Column::LaneId.eq(moved.id))
        .exec(conn)
        .await?;
    if moved.open {
        lane::Entity::update_many()
            .col_expr(lane::Column::Open, Expr::value(true))
            .filter(lane::Column::Id.eq(into.id))
            .exec(conn)
            .await?;
    }
    lane::Entity::delete_by_id(moved.id).exec(conn).await?;
    Ok(())
}
