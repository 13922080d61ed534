//! Ties between users and contacts. One active link each way, which the database guards; ended ones stay as history.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, Select,
    sea_query::{Expr, LockType},
};

use crate::{
    ContactId, DbError, LinkId, TenantId, UserId,
    entities::{
        app_user, contact,
        link::{ActiveModel, Column, Entity, Model},
    },
};

/// Who is linked to a contact now.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct LinkedUser {
    #[sea_orm(from_alias = "user_id")]
    pub id: UserId,
    /// In the host application.
    pub external_id: String,
}

/// The contact's user.
///
/// # Errors
/// When the database fails.
pub async fn user_of_contact<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    contact: ContactId,
) -> Result<Option<LinkedUser>, DbError> {
    let linked = linked_user(tenant).filter(Column::ContactId.eq(contact));
    linked.into_model::<LinkedUser>().one(conn).await
}

/// The tenant's, as [`LinkedUser`], to be narrowed down to one contact.
pub(crate) fn linked_user(tenant: TenantId) -> Select<Entity> {
    let to_user = Entity::belongs_to(app_user::Entity).from(Column::UserId).to(app_user::Column::Id);
    Entity::find()
        .select_only()
        .column(Column::UserId)
        .column(app_user::Column::ExternalId)
        .join(JoinType::InnerJoin, to_user.into())
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UnlinkedAt.is_null())
}

/// The contact's link that has not ended.
///
/// # Errors
/// When the database fails.
pub async fn active_of_contact<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    contact: ContactId,
) -> Result<Option<Model>, DbError> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::ContactId.eq(contact))
        .filter(Column::UnlinkedAt.is_null())
        .one(conn)
        .await
}

/// The user's link that has not ended, with its contact.
///
/// # Errors
/// When the database fails.
pub async fn active_of_user<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    user: UserId,
) -> Result<Option<(Model, contact::Model)>, DbError> {
    let to_contact = Entity::belongs_to(contact::Entity).from(Column::ContactId).to(contact::Column::Id);
    let found = Entity::find()
        .join(JoinType::InnerJoin, to_contact.into())
        .select_also(contact::Entity)
        .filter(Column::TenantId.eq(tenant))
        .filter(contact::Column::TenantId.eq(tenant))
        .filter(Column::UserId.eq(user))
        .filter(Column::UnlinkedAt.is_null())
        .one(conn)
        .await?;
    Ok(found.and_then(|(link, contact)| Some((link, contact?))))
}

/// Ties a user to a contact. Neither may have an active link.
///
/// # Errors
/// When the database fails, or one of them is linked.
pub async fn insert<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    user: UserId,
    contact: ContactId,
    now: DateTime<Utc>,
) -> Result<LinkId, DbError> {
    let id = LinkId::new(now);
    let row = ActiveModel {
        id: Set(id),
        tenant_id: Set(tenant),
        user_id: Set(user),
        contact_id: Set(contact),
        linked_at: Set(now),
        unlinked_at: Set(None),
        unlinked_by: Set(None),
    };
    Entity::insert(row).exec_without_returning(conn).await?;
    Ok(id)
}

/// Ends a link for the reason `by`; answers `false` when it had ended already.
///
/// # Errors
/// When the database fails.
pub async fn end<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    link: LinkId,
    by: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let ended = Entity::update_many()
        .col_expr(Column::UnlinkedAt, Expr::value(now))
        .col_expr(Column::UnlinkedBy, Expr::value(by))
        .filter(Column::Id.eq(link))
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UnlinkedAt.is_null())
        .exec(conn)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Locks an account's row until the transaction ends, so that what is counted for it is counted by one at a time.
/// SQLite has one writer anyway. Not `FOR UPDATE`: that would also stop messages that name the account from being
/// stored, and could deadlock with the transaction that stores one and wants the contact next.
///
/// # Errors
/// When the database fails.
pub async fn lock_account<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    app_user::Entity::find_by_id(user)
        .filter(app_user::Column::TenantId.eq(tenant))
        .lock(LockType::NoKeyUpdate)
        .one(conn)
        .await?;
    Ok(())
}

/// The users who are linked to these contacts now.
///
/// # Errors
/// When the database fails.
pub async fn users_of<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    contacts: &[ContactId],
) -> Result<Vec<(ContactId, app_user::Model)>, DbError> {
    let user = Entity::belongs_to(app_user::Entity).from(Column::UserId).to(app_user::Column::Id).into();
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::ContactId.is_in(contacts.iter().copied()))
        .filter(Column::UnlinkedAt.is_null())
        .join(sea_orm::JoinType::InnerJoin, user)
        .select_also(app_user::Entity)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|(link, user)| Some((link.contact_id, user?))).collect())
}
