//! What users want to be notified of, the tenants' own categories, and what was held back.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, JoinType,
    QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};

use crate::{
    DbError, TenantId, UserId,
    entities::{
        app_user, held_notification, notification_category,
        notification_preference::{Column, Entity, Model},
    },
};

/// What was held back, and from whom.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Held {
    /// The notification.
    #[sea_orm(nested)]
    pub notification: held_notification::Model,
    /// The user's id in the host application.
    pub user_external_id: String,
}

/// What the user wants; `None`: everything.
///
/// # Errors
/// When the database fails.
pub async fn of_user<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    user: UserId,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(user).filter(Column::TenantId.eq(tenant)).one(conn).await
}

/// Stores what the user wants. The user's row must be locked.
///
/// # Errors
/// When the database fails.
pub async fn store<C: ConnectionTrait>(conn: &C, preferences: Model) -> Result<(), DbError> {
    let on_conflict = OnConflict::column(Column::UserId)
        .update_columns([
            Column::MutedCategories,
            Column::MutedUntil,
            Column::QuietFrom,
            Column::QuietTo,
            Column::TimeZone,
            Column::UpdatedAt,
        ])
        .to_owned();
    Entity::insert(preferences.into_active_model())
        .on_conflict(on_conflict)
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Notes that the tenant has this category. Safe when several transactions do it at once.
///
/// # Errors
/// When the database fails.
pub async fn know_category<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = notification_category::ActiveModel {
        tenant_id: Set(tenant),
        name: Set(name.to_owned()),
        created_at: Set(now),
    };
    notification_category::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// The tenant's own categories by name, `take` at most.
///
/// # Errors
/// When the database fails.
pub async fn categories<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    take: u64,
) -> Result<Vec<String>, DbError> {
    notification_category::Entity::find()
        .select_only()
        .column(notification_category::Column::Name)
        .filter(notification_category::Column::TenantId.eq(tenant))
        .order_by_asc(notification_category::Column::Name)
        .limit(take)
        .into_tuple()
        .all(conn)
        .await
}

/// Records a notification that was held back.
///
/// # Errors
/// When the database fails.
pub async fn hold<C: ConnectionTrait>(conn: &C, held: held_notification::Model) -> Result<(), DbError> {
    held_notification::Entity::insert(held.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// What of the tenant was held back, the newest first, without the first `skip`, `take` at most.
///
/// # Errors
/// When the database fails.
pub async fn held<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    skip: u64,
    take: u64,
) -> Result<Vec<Held>, DbError> {
    let users = held_notification::Entity::belongs_to(app_user::Entity)
        .from(held_notification::Column::UserId)
        .to(app_user::Column::Id)
        .into();
    held_notification::Entity::find()
        .join(JoinType::InnerJoin, users)
        .column_as(app_user::Column::ExternalId, "user_external_id")
        .filter(held_notification::Column::TenantId.eq(tenant))
        .order_by_desc(held_notification::Column::Id)
        .offset(skip)
        .limit(take)
        .into_model::<Held>()
        .all(conn)
        .await
}
