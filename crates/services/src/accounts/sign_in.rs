//! A call with a token of the host application. The usual way costs one read, shared with whoever calls at the same moment; the
//! first token of a tenant or user makes their rows, in one transaction and safely when several come at once. A new name is
//! stored.

use chrono::{DateTime, Utc};
use switchboard_store::{entities::app_user, tenants, users};

use super::{Accounts, claims::Identity};
use crate::{
    actor::{ActingUser, Actor, Credential, Origin},
    error::Result,
    work::Work,
};

impl Accounts {
    /// Who calls with this token.
    pub(super) async fn with_token(&self, token: &str) -> Result<Actor> {
        let now = self.core.clock.now();
        let identity = self.trust.verify(token, now).await?;
        let user = self.recognise(&identity, now).await?;
        Ok(Actor {
            tenant: user.tenant_id,
            tenant_slug: identity.tenant_slug,
            user: Some(ActingUser { id: user.id, external_id: user.external_id, name: user.name }),
            credential: Credential::Token(identity.role),
            expires_at: Some(identity.expires_at),
            origin: Origin::default(),
        })
    }

    async fn recognise(&self, identity: &Identity, now: DateTime<Utc>) -> Result<app_user::Model> {
        let token = (identity.tenant_slug.clone(), identity.external_id.clone());
        let mut user = match self.recognition.ask(token).await? {
            Some(user) => user,
            None => self.welcome(identity).await?,
        };
        match &identity.name {
            Some(name) if user.name.as_ref() != Some(name) => {
                let work = Work::begin(&self.core).await?;
                users::rename(work.tx(), user.tenant_id, user.id, name, now).await?;
                work.commit().await?;
                user.name = Some(name.clone());
            }
            _ => {}
        }
        Ok(user)
    }

    async fn welcome(&self, identity: &Identity) -> Result<app_user::Model> {
        let work = Work::begin(&self.core).await?;
        let tenant = tenants::ensure(work.tx(), &identity.tenant_slug, work.now).await?;
        let name = identity.name.as_deref();
        let user = users::ensure(work.tx(), tenant.id, &identity.external_id, name, work.now).await?;
        work.commit().await?;
        Ok(user)
    }
}
