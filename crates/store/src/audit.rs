//! The audit log: lines are appended, read by pages, and forgotten when they are old. Nothing changes one.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    AuditEntryId, DbError, TenantId,
    entities::audit_entry::{ActorKind, Column, Entity, Model},
    pages::List,
};

/// Which lines of a tenant's log. What is left out does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By this kind of somebody.
    pub actor_kind: Option<ActorKind>,
    /// By this user, key or person.
    pub actor_id: Option<String>,
    /// This verb.
    pub act: Option<String>,
    /// Done to this.
    pub object_id: Option<String>,
}

/// Appends a line.
///
/// # Errors
/// When the database fails.
pub async fn append<C: ConnectionTrait>(conn: &C, entry: Model) -> Result<(), DbError> {
    Entity::insert(entry.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// The tenant's lines, the newest first.
#[must_use]
pub fn entries(tenant: TenantId, filter: &AuditFilter) -> List<Entity> {
    let mut query = Entity::find().filter(Column::TenantId.eq(tenant));
    if let Some(kind) = filter.actor_kind {
        query = query.filter(Column::ActorKind.eq(kind));
    }
    let texts = [
        (Column::ActorId, &filter.actor_id),
        (Column::Act, &filter.act),
        (Column::ObjectId, &filter.object_id),
    ];
    for (column, wanted) in texts {
        if let Some(wanted) = wanted {
            query = query.filter(column.eq(wanted.as_str()));
        }
    }
    List::new(query, Column::Id, false)
}

/// Forgets at most `batch` lines from before `before`, of whatever tenant; returns how many.
///
/// # Errors
/// When the database fails.
pub async fn forget<C: ConnectionTrait>(conn: &C, before: DateTime<Utc>, batch: u64) -> Result<u64, DbError> {
    let old: Vec<AuditEntryId> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::HappenedAt.lt(before))
        .order_by_asc(Column::HappenedAt)
        .limit(batch)
        .into_tuple()
        .all(conn)
        .await?;
    if old.is_empty() {
        return Ok(0);
    }
    Ok(Entity::delete_many().filter(Column::Id.is_in(old)).exec(conn).await?.rows_affected)
}
