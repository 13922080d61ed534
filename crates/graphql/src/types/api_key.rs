//! Keys of programs.

use async_graphql::{Enum, ID, Object};
use switchboard_services::accounts;

use super::{DateTime, NodeId};

#[derive(Clone)]
pub(crate) struct ApiKey(pub(crate) accounts::ApiKey);

/// A key by which a program calls. The key itself was shown when it was made, and is stored nowhere.
#[Object]
impl ApiKey {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        NodeId::ApiKey(self.0.id).into()
    }

    /// What people call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The first characters of the key, to tell keys apart.
    async fn hint(&self) -> &str {
        &self.0.hint
    }

    /// What it may do.
    async fn scopes(&self) -> Vec<ApiKeyScope> {
        self.0.scopes.iter().copied().map(ApiKeyScope::from).collect()
    }

    /// The user as whom it acts, by their id in the host application; null: nobody.
    async fn user_id(&self) -> Option<ID> {
        self.0.user_id.clone().map(ID)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it ends by itself; null: never.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime)
    }

    /// When it was revoked; null: it was not.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// When it was last used, to the minute; null: never.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }
}

/// One thing that an API key may be allowed.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::Scope")]
pub(crate) enum ApiKeyScope {
    /// Read and change what belongs to the user as whom the key acts.
    Own,
    /// Read everybody's messages and write to conversations.
    Messages,
    /// Send notifications.
    Notifications,
    /// Send security notices whatever the user wishes.
    Force,
    /// Manage integrations.
    Integrations,
    /// Manage alert channels and dispatch to them.
    Channels,
    /// Post and read leads.
    Leads,
    /// Read, replay and cancel deliveries.
    Deliveries,
    /// Manage the tenant's API keys.
    Keys,
    /// Forget users.
    Erasure,
}
