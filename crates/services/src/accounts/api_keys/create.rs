//! Making a key. Its secret leaves here once and is stored nowhere.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, SubsecRound as _, Utc};
use rand::RngCore;
use secrecy::{ExposeSecret, SecretString};
use switchboard_store::{ApiKeyId, api_keys, entities::api_key, users};

use super::{ApiKey, HINT_LENGTH, NewApiKey, PREFIX, managed, may_give, require_for_everybody, spell};
use crate::{
    accounts::{Accounts, claims::is_external_id},
    actor::{ActingUser, Actor, Scope},
    audit::{self, Act},
    error::{Error, Result},
    sealing::digest,
    work::Work,
};

/// The longest name of a key, in characters.
const LONGEST_NAME: usize = 100;

impl Accounts {
    /// Makes a key; the secret is shown this once.
    ///
    /// # Errors
    /// Without the scope `keys` (a site owner needs none, see the module), for scopes that the actor may not give, and for
    /// a user who is not the actor, unless the actor is an admin or the operator. `NotFound` for a user of whom the tenant has not
    /// heard yet.
    pub async fn create_api_key(&self, actor: &Actor, new: NewApiKey) -> Result<(ApiKey, SecretString)> {
        managed(actor)?;
        let work = Work::begin(&self.core).await?;
        let name = check_name(&new.name)?;
        let scopes = check_scopes(actor, new.scopes, new.user.is_some())?;
        check_end(new.expires_at, work.now)?;
        let user = check_user(&work, actor, new.user.as_deref()).await?;
        let secret = random_secret();
        let key = api_key::Model {
            id: ApiKeyId::new(work.now),
            tenant_id: actor.tenant,
            user_id: user.as_ref().map(|user| user.id),
            name,
            hint: secret.expose_secret().chars().take(HINT_LENGTH).collect(),
            secret_hash: digest(secret.expose_secret().as_bytes()),
            scopes: spell(&scopes),
            created_at: work.now,
            // As fine as both databases keep it.
            expires_at: new.expires_at.map(|ends| ends.trunc_subsecs(6)),
            revoked_at: None,
            last_used_at: None,
        };
        api_keys::insert(work.tx(), key.clone()).await?;
        audit::record(&work, actor, Act::ApiKeyCreated(key.id)).await?;
        work.commit().await?;
        Ok((ApiKey::new(key, user.map(|user| user.external_id)), secret))
    }
}

fn random_secret() -> SecretString {
    let mut bytes = zeroize::Zeroizing::new([0u8; 32]);
    rand::rng().fill_bytes(bytes.as_mut());
    SecretString::from(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes.as_ref())))
}

fn check_name(name: &str) -> Result<String> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > LONGEST_NAME || name.chars().any(char::is_control) {
        let text = format!("Give the key a name of 1 to {LONGEST_NAME} characters.");
        return Err(Error::bad_field("name", text));
    }
    Ok(name.to_owned())
}

fn check_scopes(actor: &Actor, mut scopes: Vec<Scope>, has_user: bool) -> Result<Vec<Scope>> {
    scopes.sort();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(Error::bad_field("scopes", "Give the key at least one scope."));
    }
    if !scopes.iter().all(|scope| may_give(actor, *scope)) {
        return Err(Error::Forbidden("A key can't be allowed more than you are."));
    }
    if scopes.contains(&Scope::Own) && !has_user {
        return Err(Error::bad_field("user_id", "The scope `own` needs a user as whom the key acts."));
    }
    Ok(scopes)
}

fn check_end(expires_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<()> {
    if expires_at.is_some_and(|ends| ends <= now) {
        return Err(Error::bad_field("expires_at", "The key would have ended already."));
    }
    Ok(())
}

/// Acting as somebody else is for those who manage the whole tenant.
async fn check_user(work: &Work, actor: &Actor, user: Option<&str>) -> Result<Option<ActingUser>> {
    let Some(external_id) = user else { return Ok(None) };
    if let Some(own) = actor.user.as_ref().filter(|own| own.external_id == external_id) {
        return Ok(Some(own.clone()));
    }
    require_for_everybody(actor)?;
    let missing = || Error::not_found("No user with this id has called yet.");
    if !is_external_id(external_id) {
        return Err(missing());
    }
    let user = users::by_external_id(work.tx(), actor.tenant, external_id).await?.ok_or_else(missing)?;
    Ok(Some(ActingUser { id: user.id, external_id: user.external_id, name: user.name }))
}
