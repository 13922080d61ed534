//! Who needs no token: the operator on the server's own command line. And finding a user by the host application's id,
//! for those who make keys for others.

use switchboard_store::{tenants, users};

use super::{Accounts, api_keys, claims::is_external_id, tenant_slug::is_tenant_slug};
use crate::{
    actor::{ActingUser, Actor, Credential, Origin},
    error::{Error, Result},
    work::Work,
};

impl Accounts {
    /// The operator on the command line, acting within a tenant (made if it is not there yet).
    ///
    /// # Errors
    /// When the slug is malformed.
    pub async fn operator(&self, tenant_slug: &str) -> Result<Actor> {
        if !is_tenant_slug(tenant_slug) {
            let text = "A tenant's slug has 1 to 63 small letters, digits and hyphens, without a hyphen at either end.";
            return Err(Error::bad_input(text));
        }
        let known = tenants::by_slug(self.core.db.reader(), tenant_slug).await?;
        let tenant = match known {
            Some(tenant) => tenant,
            None => {
                let work = Work::begin(&self.core).await?;
                let tenant = tenants::ensure(work.tx(), tenant_slug, work.now).await?;
                work.commit().await?;
                tenant
            }
        };
        Ok(Actor {
            tenant: tenant.id,
            tenant_slug: tenant.slug,
            user: None,
            credential: Credential::Operator,
            expires_at: None,
            origin: Origin::default(),
        })
    }

    /// The tenant's user with this id in the host application.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no such user has called yet, also for another tenant's; [`Error::Forbidden`] for somebody
    /// else's id without the right to make keys for everybody.
    pub async fn find_user(&self, actor: &Actor, external_id: &str) -> Result<ActingUser> {
        if actor.user.as_ref().is_none_or(|user| user.external_id != external_id) {
            api_keys::require_for_everybody(actor)?;
        }
        let missing = || Error::not_found("No user with this id has called yet.");
        if !is_external_id(external_id) {
            return Err(missing());
        }
        let user = users::by_external_id(self.core.db.reader(), actor.tenant, external_id).await?;
        let user = user.ok_or_else(missing)?;
        Ok(ActingUser { id: user.id, external_id: user.external_id, name: user.name })
    }
}
