//! Writing a line.

use switchboard_store::{
    AuditEntryId, TenantId, audit,
    entities::audit_entry::{ActorKind, Model},
};

use super::Act;
use crate::{
    actor::{Actor, Credential},
    error::Result,
    work::Work,
};

/// Who did it. An [`&Actor`](Actor) becomes one by itself.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// Somebody with a token or a key, or the operator on the command line.
    Actor(&'a Actor),
    /// A person of Telegram, by the id there, who gave the tenant's bot a command.
    Telegram(TenantId, i64),
    /// The operator, by what the environment says at the start of the server.
    Environment(TenantId),
}

impl<'a> From<&'a Actor> for By<'a> {
    fn from(actor: &'a Actor) -> Self {
        Self::Actor(actor)
    }
}

/// Writes the act down in the transaction of `work`: `audit::record(&work, actor, Act::UnitCreated(unit.id)).await?`.
///
/// # Errors
/// When the database fails. The act fails with it.
pub async fn record(work: &Work, by: impl Into<By<'_>>, act: Act) -> Result<()> {
    let by = by.into();
    let (actor_kind, actor_id) = who(by);
    let (tenant_id, address) = match by {
        By::Actor(actor) => (actor.tenant, actor.origin.0),
        By::Telegram(tenant, _) | By::Environment(tenant) => (tenant, None),
    };
    let (act, object_id) = act.spelled();
    let entry = Model {
        id: AuditEntryId::new(work.now),
        tenant_id,
        actor_kind,
        actor_id,
        act: act.to_owned(),
        object_id,
        address: address.map(|address| address.to_string()),
        happened_at: work.now,
    };
    audit::append(work.tx(), entry).await?;
    Ok(())
}

fn who(by: By<'_>) -> (ActorKind, Option<String>) {
    match by {
        By::Actor(actor) => match &actor.credential {
            Credential::Token(_) => {
                (ActorKind::User, actor.user.as_ref().map(|user| user.external_id.clone()))
            }
            Credential::ApiKey(key, _) => (ActorKind::ApiKey, Some(key.to_string())),
            Credential::Operator => (ActorKind::Operator, None),
        },
        By::Telegram(_, person) => (ActorKind::Telegram, Some(person.to_string())),
        By::Environment(_) => (ActorKind::Operator, None),
    }
}
