//! Who needs no token: the operator on the server's own command line.

use switchboard_store::tenants;

use super::{Accounts, tenant_slug::is_tenant_slug};
use crate::{
    actor::{Actor, Credential, Origin},
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
}
