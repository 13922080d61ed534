//! A call with an API key: found by its hash in one read, each time anew. When it was last used is noted once a minute.

use chrono::{DateTime, Duration, Utc};
use switchboard_store::{
    api_keys::{self, KnownKey},
    entities::api_key,
};

use super::scopes_of;
use crate::{
    accounts::{Accounts, refuse},
    actor::{ActingUser, Actor, Credential, Origin},
    error::Result,
    sealing::digest,
    work::Work,
};

/// How exact the time of the last use is.
const USE_INTERVAL: Duration = Duration::minutes(1);

impl Accounts {
    /// Who calls with this key.
    pub(in crate::accounts) async fn with_api_key(&self, secret: &str) -> Result<Actor> {
        let now = self.core.clock.now();
        let known = api_keys::by_hash(self.core.db.reader(), &digest(secret.as_bytes())).await?;
        let known = known.ok_or_else(|| refuse("there is no such API key"))?;
        if known.key.revoked_at.is_some() {
            return Err(refuse("the API key was revoked"));
        }
        if known.key.expires_at.is_some_and(|ends| now >= ends) {
            return Err(refuse("the API key has ended"));
        }
        self.note_use(&known.key, now).await;
        Ok(actor_of(known))
    }

    /// Never fails the call: knowing when a key was used is not worth refusing it.
    async fn note_use(&self, key: &api_key::Model, now: DateTime<Utc>) {
        if key.last_used_at.is_some_and(|last| now - last < USE_INTERVAL) {
            return;
        }
        if let Err(error) = self.store_use(key, now).await {
            tracing::warn!(error = &error as &dyn std::error::Error, key = %key.id, "an API key's use was not noted");
        }
    }

    async fn store_use(&self, key: &api_key::Model, now: DateTime<Utc>) -> Result<()> {
        let work = Work::begin(&self.core).await?;
        api_keys::mark_used(work.tx(), key.tenant_id, key.id, now).await?;
        work.commit().await
    }
}

fn actor_of(known: KnownKey) -> Actor {
    let KnownKey { key, tenant_slug, user_external_id, user_name } = known;
    let user = key.user_id.zip(user_external_id);
    let user = user.map(|(id, external_id)| ActingUser { id, external_id, name: user_name });
    Actor {
        tenant: key.tenant_id,
        tenant_slug,
        user,
        credential: Credential::ApiKey(key.id, scopes_of(&key)),
        expires_at: key.expires_at,
        origin: Origin::default(),
    }
}
