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
mod view;

pub use view::ApiKey;

use chrono::{DateTime, Utc};
use switchboard_store::{api_keys::Which, entities::api_key};

use crate::{
    actor::{Actor, Credential, Role, Scope},
    error::{Error, Result},
};

/// What every secret begins with, so that it is recognised here and by scanners for leaked secrets.
const PREFIX: &str = "sb_";
/// How much of a secret stays readable in lists. 32 of its 256 bits.
const HINT_LENGTH: usize = PREFIX.len() + 5;
/// What the keys that a site owner manages may do, in the order of storing.
const OF_SITE_OWNERS: [Scope; 4] = [Scope::Own, Scope::Integrations, Scope::Channels, Scope::Leads];

/// A key to make.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    /// What people call it.
    pub name: String,
    /// What it may do; at least one.
    pub scopes: Vec<Scope>,
    /// The user as whom it acts, by the id in the host application.
    pub user: Option<String>,
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

/// Which keys the actor manages.
///
/// # Errors
/// [`Error::Forbidden`] for whoever manages none.
fn managed(actor: &Actor) -> Result<Which> {
    if is_site_owner(actor) {
        let user = actor.user.as_ref().map(|user| user.id);
        return Ok(Which::Limited { scopes: spellings(&OF_SITE_OWNERS), user });
    }
    actor.require(Scope::Keys)?;
    Ok(Which::All)
}

/// Whether a key that the actor makes may be allowed this.
fn may_give(actor: &Actor, scope: Scope) -> bool {
    actor.may(scope) && (!is_site_owner(actor) || OF_SITE_OWNERS.contains(&scope))
}

/// The answer to the id of a key that is not there, or not the actor's to manage.
fn unknown() -> Error {
    Error::not_found("There is no such API key.")
}

fn is_site_owner(actor: &Actor) -> bool {
    actor.credential == Credential::Token(Role::SiteOwner)
}

/// Every choice of these, as it is stored.
fn spellings(scopes: &[Scope]) -> Vec<String> {
    let mut choices: Vec<Vec<Scope>> = vec![Vec::new()];
    for scope in scopes {
        let with: Vec<_> = choices.iter().map(|chosen| [&chosen[..], &[*scope]].concat()).collect();
        choices.extend(with);
    }
    choices.iter().filter(|chosen| !chosen.is_empty()).map(|chosen| spell(chosen)).collect()
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
