//! Verification codes and what counts towards their limits. Codes are keyed hashes; the digits are never stored.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    ContactId, DbError, TenantId, UserId,
    entities::{
        code_attempt::{self, AttemptKind},
        verification_code::{ActiveModel, Column, Entity, Model},
    },
    ids::next_uuid,
};

/// A code about to be shown in a chat.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// Whose contact.
    pub tenant: TenantId,
    /// In whose chat it is shown.
    pub contact: ContactId,
    /// The caller who asked, when it was not the person in the chat.
    pub requested_by: Option<UserId>,
    /// The keyed hash.
    pub code_hash: Vec<u8>,
    /// The key of that hash.
    pub key_id: String,
    /// The contact's username now, in lower case.
    pub username_key: Option<String>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
}

/// Stores a code; the contact's earlier ones are void from now on.
///
/// # Errors
/// When the database fails.
pub async fn replace<C: ConnectionTrait>(conn: &C, new: NewCode, now: DateTime<Utc>) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::ExpiresAt, Expr::value(now))
        .filter(Column::TenantId.eq(new.tenant))
        .filter(Column::ContactId.eq(new.contact))
        .filter(Column::ExpiresAt.gt(now))
        .exec(conn)
        .await?;
    let row = ActiveModel {
        id: Set(next_uuid(now)),
        tenant_id: Set(new.tenant),
        contact_id: Set(new.contact),
        requested_by: Set(new.requested_by),
        code_hash: Set(new.code_hash),
        key_id: Set(Some(new.key_id)),
        username_key: Set(new.username_key),
        created_at: Set(now),
        expires_at: Set(new.expires_at),
        used_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// The contact's codes that are neither used nor expired nor replaced: one at most.
///
/// # Errors
/// When the database fails.
pub async fn live<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    contact: ContactId,
    now: DateTime<Utc>,
) -> Result<Vec<Model>, DbError> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::ContactId.eq(contact))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .order_by_asc(Column::Id)
        .all(conn)
        .await
}

/// The live codes whose hash was made with a key, and when the last of them expires. Those of which it was not noted count.
///
/// # Errors
/// When the database fails.
pub async fn live_under<C: ConnectionTrait>(
    conn: &C,
    key_id: &str,
    now: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>, DbError> {
    Entity::find()
        .select_only()
        .column(Column::ExpiresAt)
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::KeyId.eq(key_id).or(Column::KeyId.is_null()))
        .into_tuple()
        .all(conn)
        .await
}

/// Uses a code up; `false` when somebody else did first.
///
/// # Errors
/// When the database fails.
pub async fn spend<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    code: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let spent = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Id.eq(code))
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UsedAt.is_null())
        .exec(conn)
        .await?;
    Ok(spent.rows_affected == 1)
}

/// When the contact's codes since `since` were made, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn times_of_contact<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    contact: ContactId,
    since: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>, DbError> {
    let codes = Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::ContactId.eq(contact))
        .filter(Column::CreatedAt.gt(since))
        .order_by_asc(Column::CreatedAt)
        .all(conn)
        .await?;
    Ok(codes.into_iter().map(|code| code.created_at).collect())
}

/// Notes a try of `user`; `None` on the further rows of one try, which concern further contacts of the same name.
///
/// # Errors
/// When the database fails.
pub async fn note_attempt<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    user: Option<UserId>,
    contact: Option<ContactId>,
    kind: AttemptKind,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = code_attempt::ActiveModel {
        id: Set(next_uuid(now)),
        tenant_id: Set(tenant),
        user_id: Set(user),
        contact_id: Set(contact),
        kind: Set(kind),
        tried_at: Set(now),
    };
    code_attempt::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// When the caller's tries of one kind since `since` were made, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn attempts_of_user<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    user: UserId,
    kind: AttemptKind,
    since: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>, DbError> {
    let tries = code_attempt::Entity::find()
        .filter(code_attempt::Column::TenantId.eq(tenant))
        .filter(code_attempt::Column::UserId.eq(user))
        .filter(code_attempt::Column::Kind.eq(kind))
        .filter(code_attempt::Column::TriedAt.gt(since))
        .order_by_asc(code_attempt::Column::TriedAt)
        .all(conn)
        .await?;
    Ok(tries.into_iter().map(|attempt| attempt.tried_at).collect())
}

/// How many wrong codes were tried on the contact since `since`, whoever tried.
///
/// # Errors
/// When the database fails.
pub async fn wrong_tries_on<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    contact: ContactId,
    since: DateTime<Utc>,
) -> Result<u64, DbError> {
    code_attempt::Entity::find()
        .filter(code_attempt::Column::TenantId.eq(tenant))
        .filter(code_attempt::Column::ContactId.eq(contact))
        .filter(code_attempt::Column::Kind.eq(AttemptKind::WrongCode))
        .filter(code_attempt::Column::TriedAt.gt(since))
        .count(conn)
        .await
}
