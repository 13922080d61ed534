//! Forgetting a user: who they were, at once; what they said and were told, in batches.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use crate::{
    DbError, MessageId,
    entities::{
        app_user, contact,
        erasure::{ActiveModel, Column, Entity, Model},
        held_notification, message, message_map, notification_preference, outbox,
    },
};

/// Begins to forget: the user keeps no name and no id of the application's, the contact no name. A token with that id
/// makes a new user.
///
/// # Errors
/// When the database fails.
pub async fn begin<C: ConnectionTrait>(conn: &C, erasure: Model) -> Result<(), DbError> {
    let user = app_user::ActiveModel {
        id: Unchanged(erasure.user_id),
        tenant_id: NotSet,
        external_id: Set(format!("erased:{}", erasure.user_id)),
        name: Set(None),
        created_at: NotSet,
        updated_at: Set(erasure.requested_at),
    };
    app_user::Entity::update(user).exec(conn).await?;
    if let Some(id) = erasure.contact_id {
        let contact = contact::ActiveModel {
            id: Unchanged(id),
            username: Set(None),
            username_key: Set(None),
            first_name: Set(String::new()),
            last_name: Set(None),
            ..Default::default()
        };
        contact::Entity::update(contact).exec(conn).await?;
    }
    let user = erasure.user_id;
    let held = held_notification::Entity::delete_many().filter(held_notification::Column::UserId.eq(user));
    held.exec(conn).await?;
    notification_preference::Entity::delete_by_id(user).exec(conn).await?;
    Entity::insert(ActiveModel::from(erasure)).exec_without_returning(conn).await?;
    Ok(())
}

/// The oldest that is not done.
///
/// # Errors
/// When the database fails.
pub async fn next<C: ConnectionTrait>(conn: &C) -> Result<Option<Model>, DbError> {
    Entity::find().filter(Expr::cust("done_at is null")).order_by_asc(Column::RequestedAt).one(conn).await
}

/// Messages that are still to be forgotten, oldest first: the user's, and the contact's from before anybody was linked.
///
/// # Errors
/// When the database fails.
pub async fn messages<C: ConnectionTrait>(
    conn: &C,
    erasure: &Model,
    limit: u64,
) -> Result<Vec<MessageId>, DbError> {
    let mut whose = Condition::any().add(message::Column::UserId.eq(erasure.user_id));
    if let Some(contact) = erasure.contact_id {
        let unlinked = Condition::all()
            .add(message::Column::ContactId.eq(contact))
            .add(message::Column::UserId.is_null())
            .add(message::Column::Body.is_not_null())
            .add(message::Column::CreatedAt.lte(erasure.requested_at));
        whose = whose.add(unlinked);
    }
    message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .filter(message::Column::TenantId.eq(erasure.tenant_id))
        .filter(whose)
        .order_by_asc(message::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await
}

/// Sends of these messages that have not ended.
///
/// # Errors
/// When the database fails.
pub async fn open_sends<C: ConnectionTrait>(
    conn: &C,
    messages: &[MessageId],
) -> Result<Vec<outbox::Model>, DbError> {
    outbox::Entity::find()
        .filter(Expr::cust("message_id is not null"))
        .filter(outbox::Column::MessageId.is_in(messages.iter().copied()))
        .filter(outbox::Column::DoneAt.is_null())
        .order_by_asc(outbox::Column::Id)
        .all(conn)
        .await
}

/// Forgets what these messages said, whose they were, and where in Telegram they stand.
///
/// # Errors
/// When the database fails.
pub async fn forget<C: ConnectionTrait>(conn: &C, messages: &[MessageId]) -> Result<(), DbError> {
    let ids = || messages.iter().copied();
    outbox::Entity::update_many()
        .col_expr(outbox::Column::Payload, Expr::value(""))
        .filter(Expr::cust("message_id is not null"))
        .filter(outbox::Column::MessageId.is_in(ids()))
        .exec(conn)
        .await?;
    message_map::Entity::delete_many().filter(message_map::Column::MessageId.is_in(ids())).exec(conn).await?;
    message::Entity::update_many()
        .col_expr(message::Column::Body, Expr::value(Option::<String>::None))
        .col_expr(message::Column::UserId, Expr::value(Option::<crate::UserId>::None))
        .filter(message::Column::Id.is_in(ids()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Nothing is left of it.
///
/// # Errors
/// When the database fails.
pub async fn finish<C: ConnectionTrait>(
    conn: &C,
    erasure: &Model,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::DoneAt, Expr::value(now))
        .filter(Column::UserId.eq(erasure.user_id))
        .exec(conn)
        .await?;
    Ok(())
}
