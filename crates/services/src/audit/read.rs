//! Reading the log: for admins and the operator. No scope of an API key opens it.

use switchboard_store::{
    audit::{self, AuditFilter},
    pages::{Slice, Span},
};
use uuid::Uuid;

use super::AuditEntry;
use crate::{actor::Actor, core::Core, error::Result};

/// The log of a tenant.
#[derive(Debug)]
pub struct Audit {
    core: Core,
}

impl Audit {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { core }
    }

    /// The tenant's lines, the newest first.
    ///
    /// # Errors
    /// `Forbidden` for everybody but an admin and the operator.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        span: &Span<Uuid>,
    ) -> Result<Slice<AuditEntry>> {
        actor.require_admin()?;
        Ok(audit::entries(actor.tenant, filter).read(self.core.db.reader(), span).await?)
    }

    /// How many there are.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub async fn count(&self, actor: &Actor, filter: &AuditFilter) -> Result<u64> {
        actor.require_admin()?;
        Ok(audit::entries(actor.tenant, filter).count(self.core.db.reader()).await?)
    }
}
