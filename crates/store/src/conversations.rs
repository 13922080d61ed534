//! Support threads, one a contact. A message of the person opens the thread again.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

use crate::{
    ContactId, ConversationId, DbError, IntegrationId, TenantId,
    entities::conversation::{ActiveModel, Column, ConversationState, Entity, Model},
};

/// The contact's thread, made if it is not there and open from now on. One statement, so that two who come at once
/// get the same one. The contact must be the tenant's.
///
/// # Errors
/// When the database fails.
pub async fn open<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    integration: IntegrationId,
    contact: ContactId,
    now: DateTime<Utc>,
) -> Result<Model, DbError> {
    let row = ActiveModel {
        id: Set(ConversationId::new(now)),
        tenant_id: Set(tenant),
        integration_id: Set(integration),
        contact_id: Set(contact),
        state: Set(ConversationState::Open),
        last_message_at: Set(Some(now)),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let on_conflict = OnConflict::column(Column::ContactId)
        .update_columns([Column::IntegrationId, Column::State, Column::LastMessageAt, Column::UpdatedAt])
        .to_owned();
    Entity::insert(row).on_conflict(on_conflict).exec_with_returning(conn).await
}
