//! A line of the audit log.

use async_graphql::{Enum, ID, InputObject, Object};
use switchboard_services::{
    ApiKeyId, IntegrationId,
    audit::{self, ActorKind, AuditFilter},
};

use super::{DateTime, NodeId};

/// What kind of somebody acted.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ActorKind")]
pub(crate) enum AuditActorKind {
    /// A user of the host application.
    User,
    /// A program, by an API key.
    ApiKey,
    /// Who runs the server, by the command line or its environment.
    Operator,
    /// A person in Telegram, by a command there.
    Telegram,
}

/// Which lines are listed. What is left out does not matter.
#[derive(Default, InputObject)]
pub(crate) struct AuditFilterInput {
    /// By this kind of somebody.
    actor_kind: Option<AuditActorKind>,
    /// By this user (the id in the host application), API key, or person (Telegram's id).
    actor_id: Option<ID>,
    /// This verb, such as `unit.created`.
    act: Option<String>,
    /// Done to what has this id.
    object_id: Option<ID>,
}

pub(crate) struct AuditEntry(pub(crate) audit::AuditEntry);

/// An administrative act. It holds no secret and no text of a message.
#[Object]
impl AuditEntry {
    /// Its id.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What kind of somebody acted.
    async fn actor_kind(&self) -> AuditActorKind {
        self.0.actor_kind.into()
    }

    /// The user's id in the host application, the API key's id, or Telegram's id of the person; null for the operator.
    async fn actor_id(&self) -> Option<ID> {
        let id = self.0.actor_id.clone()?;
        Some(match id.parse::<ApiKeyId>() {
            Ok(key) if matches!(self.0.actor_kind, ActorKind::ApiKey) => NodeId::ApiKey(key).into(),
            _ => ID(id),
        })
    }

    /// What was done, as a stable verb: `integration.connected`, `api_key.revoked`, `broadcast.created`…
    async fn act(&self) -> &str {
        &self.0.act
    }

    /// What it was done to, by the id that this schema shows of it.
    async fn object_id(&self) -> ID {
        shown(&self.0)
    }

    /// The client's IP address; null where there was none, as on the command line.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// When it was done.
    async fn happened_at(&self) -> DateTime {
        DateTime(self.0.happened_at)
    }
}

impl AuditFilterInput {
    pub(crate) fn into_filter(self) -> AuditFilter {
        AuditFilter {
            actor_kind: self.actor_kind.map(Into::into),
            actor_id: self.actor_id.map(stored),
            act: self.act,
            object_id: self.object_id.map(stored),
        }
    }
}

fn shown(entry: &audit::AuditEntry) -> ID {
    let id = &entry.object_id;
    let kind = entry.act.split_once('.').map(|(kind, _)| kind);
    let node = match kind {
        Some("integration") => id.parse::<IntegrationId>().ok().map(NodeId::Integration),
        Some("api_key") => id.parse::<ApiKeyId>().ok().map(NodeId::ApiKey),
        _ => None,
    };
    node.map_or_else(|| ID(id.clone()), ID::from)
}

/// The log holds ids as they are stored.
fn stored(id: ID) -> String {
    match NodeId::read(&id) {
        Ok(NodeId::Integration(id)) => id.to_string(),
        Ok(NodeId::ApiKey(id)) => id.to_string(),
        _ => id.0,
    }
}
