//! API keys: for programs of a tenant. The secret is `sb_` and 32 random bytes in URL-safe base64; it is shown once, and
//! only its SHA-256 is stored (it is random, so it needs no slow hash). A key has scopes, may act as a user, may end by
//! itself, and can be revoked at any time.
//!
//! Who may manage keys: an admin, the operator and a key with the scope `keys` all of the tenant's; a site owner those
//! that can do no more than a site owner. Nobody makes a key that can do more than its maker.

mod authenticate;
mod create;
mod list;
mod revoke;

use chrono::{DateTime, Utc};
use switchboard_store::{UserId, entities::api_key};

use crate::{
    actor::{Actor, Credential, Role, Scope},
    error::{Error, Result},
};

/// What every secret begins with, so that it is recognised here and by scanners for leaked secrets.
const PREFIX: &str = "sb_";
/// How much of a secret stays readable in lists. 32 of its 256 bits.
const HINT_LENGTH: usize = PREFIX.len() + 5;

/// A key to make.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    /// What people call it.
    pub name: String,
    /// What it may do; at least one.
    pub scopes: Vec<Scope>,
    /// The user as whom it acts.
    pub user: Option<UserId>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Whether a credential is meant to be a key of ours. No JWT begins so.
pub(super) fn looks_like_one(credential: &str) -> bool {
    credential.starts_with(PREFIX)
}

/// Keys for everybody: who may make a key that acts as somebody else.
pub(super) fn require_for_everybody(actor: &Actor) -> Result<()> {
    match actor.credential {
        Credential::Token(Role::Admin) | Credential::Operator => Ok(()),
        _ => Err(Error::Forbidden("You are not allowed to act for other users.")),
    }
}

/// Whether the actor may manage any keys at all.
fn require_managing(actor: &Actor) -> Result<()> {
    match actor.credential {
        Credential::Token(Role::SiteOwner) => Ok(()),
        _ => actor.require(Scope::Keys),
    }
}

/// Whether the actor may see and end this key.
fn may_manage(actor: &Actor, key: &api_key::Model) -> bool {
    if actor.may(Scope::Keys) {
        return true;
    }
    let own = actor.user.as_ref().map(|user| user.id);
    let is_own_or_nobodys = key.user_id.is_none() || key.user_id == own;
    is_own_or_nobodys && scopes_of(key).into_iter().all(|scope| actor.may(scope))
}

/// The scopes as they are stored.
fn spell(scopes: &[Scope]) -> String {
    let names: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
    names.join(" ")
}

/// The scopes of a stored key. A name that is not known any more grants nothing.
fn scopes_of(key: &api_key::Model) -> Vec<Scope> {
    key.scopes.split(' ').filter_map(Scope::parse).collect()
}
