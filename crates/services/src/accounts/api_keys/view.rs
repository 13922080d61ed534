//! A key as callers see it: everything but the hash of its secret.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use switchboard_store::{ApiKeyId, Conn, TenantId, UserId, entities::api_key::Model, users};

use super::scopes_of;
use crate::{
    actor::Scope,
    error::{Error, Result},
};

/// An API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The key.
    pub id: ApiKeyId,
    /// What people call it.
    pub name: String,
    /// The first characters of its secret, to tell keys apart in a list.
    pub hint: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// The user as whom it acts, by their id in the host application; `None`: nobody.
    pub user_id: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was ended.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl ApiKey {
    /// `user_id`: the id in the host application of the user as whom it acts.
    pub(super) fn new(row: Model, user_id: Option<String>) -> Self {
        Self {
            scopes: scopes_of(&row),
            id: row.id,
            name: row.name,
            hint: row.hint,
            user_id,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// One row as callers see it.
pub(super) async fn view<C: Conn>(conn: &C, row: Model) -> Result<ApiKey> {
    let tenant = row.tenant_id;
    let seen = views(conn, tenant, vec![row]).await?.pop();
    seen.ok_or_else(|| Error::broken("an API key that was just read"))
}

/// Rows of the tenant as callers see them: one more statement at most, however many they are.
pub(super) async fn views<C: Conn>(conn: &C, tenant: TenantId, rows: Vec<Model>) -> Result<Vec<ApiKey>> {
    let ids: Vec<UserId> = rows.iter().filter_map(|row| row.user_id).collect();
    let found = match ids.is_empty() {
        true => Vec::new(),
        false => users::by_ids(conn, tenant, &ids).await?,
    };
    let users: HashMap<UserId, String> = found.into_iter().map(|user| (user.id, user.external_id)).collect();
    let show = |row: Model| {
        let user_id = row.user_id.and_then(|user| users.get(&user).cloned());
        ApiKey::new(row, user_id)
    };
    Ok(rows.into_iter().map(show).collect())
}
