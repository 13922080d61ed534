//! Forgetting a user: who they were, at once; what they said and were told, in batches.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};

use crate::{
    DbError, MessageId, TenantId,
    entities::{
        app_user,
        audit_entry::{self, ActorKind},
        contact,
        erasure::{ActiveModel, Column, Entity, Model},
        held_notification, message, message_map, notification_preference, outbox,
    },
};

/// Begins to forget: the user keeps no name and no id of the application's, nor do lines of the audit log; the contact keeps
/// no name. A token with that id makes a new user.
///
/// # Errors
/// When the database fails.
pub async fn begin<C: ConnectionTrait>(conn: &C, erasure: Model, external_id: &str) -> Result<(), DbError> {
    let (tenant, user) = (erasure.tenant_id, erasure.user_id);
    let nameless = format!("erased:{user}");
    app_user::Entity::update_many()
        .col_expr(app_user::Column::ExternalId, Expr::value(nameless.as_str()))
        .col_expr(app_user::Column::Name, Expr::value(Option::<String>::None))
        .col_expr(app_user::Column::UpdatedAt, Expr::value(erasure.requested_at))
        .filter(app_user::Column::Id.eq(user))
        .filter(app_user::Column::TenantId.eq(tenant))
        .exec(conn)
        .await?;
    audit_entry::Entity::update_many()
        .col_expr(audit_entry::Column::ActorId, Expr::value(nameless))
        .filter(audit_entry::Column::TenantId.eq(tenant))
        .filter(audit_entry::Column::ActorKind.eq(ActorKind::User))
        .filter(audit_entry::Column::ActorId.eq(external_id))
        .exec(conn)
        .await?;
    if let Some(id) = erasure.contact_id {
        contact::Entity::update_many()
            .col_expr(contact::Column::Username, Expr::value(Option::<String>::None))
            .col_expr(contact::Column::UsernameKey, Expr::value(Option::<String>::None))
            .col_expr(contact::Column::FirstName, Expr::value(""))
            .col_expr(contact::Column::LastName, Expr::value(Option::<String>::None))
            .filter(contact::Column::Id.eq(id))
            .filter(contact::Column::TenantId.eq(tenant))
            .exec(conn)
            .await?;
    }
    held_notification::Entity::delete_many()
        .filter(held_notification::Column::TenantId.eq(tenant))
        .filter(held_notification::Column::UserId.eq(user))
        .exec(conn)
        .await?;
    notification_preference::Entity::delete_many()
        .filter(notification_preference::Column::TenantId.eq(tenant))
        .filter(notification_preference::Column::UserId.eq(user))
        .exec(conn)
        .await?;
    Entity::insert(ActiveModel::from(erasure)).exec_without_returning(conn).await?;
    Ok(())
}

/// The oldest that is not done, of whatever tenant: housekeeping's.
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
    tenant: TenantId,
    messages: &[MessageId],
) -> Result<Vec<outbox::Model>, DbError> {
    outbox::Entity::find()
        .filter(outbox::Column::TenantId.eq(tenant))
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
pub async fn forget<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    messages: &[MessageId],
) -> Result<(), DbError> {
    let ids = || messages.iter().copied();
    outbox::Entity::update_many()
        .col_expr(outbox::Column::Payload, Expr::value(""))
        .filter(outbox::Column::TenantId.eq(tenant))
        .filter(Expr::cust("message_id is not null"))
        .filter(outbox::Column::MessageId.is_in(ids()))
        .exec(conn)
        .await?;
    // The map has no tenant: it goes by messages of the tenant.
    let owned = Query::select()
        .column(message::Column::Id)
        .from(message::Entity)
        .and_where(message::Column::TenantId.eq(tenant))
        .and_where(message::Column::Id.is_in(ids()))
        .take();
    message_map::Entity::delete_many()
        .filter(message_map::Column::MessageId.in_subquery(owned))
        .exec(conn)
        .await?;
    message::Entity::update_many()
        .col_expr(message::Column::Body, Expr::value(Option::<String>::None))
        .col_expr(message::Column::UserId, Expr::value(Option::<crate::UserId>::None))
        .filter(message::Column::TenantId.eq(tenant))
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
        .filter(Column::TenantId.eq(erasure.tenant_id))
        .filter(Column::UserId.eq(erasure.user_id))
        .exec(conn)
        .await?;
    Ok(())
}
