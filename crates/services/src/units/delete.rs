//! A unit that is not needed any more.

use switchboard_store::{UnitId, integrations, units};

use super::{Units, unknown};
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    error::{Error, Result},
    work::Work,
};

impl Units {
    /// Deletes a unit without integrations.
    ///
    /// # Errors
    /// `NotFound` for a unit that is not the tenant's; `Conflict` for the default one and for one with integrations.
    pub async fn delete(&self, actor: &Actor, unit: UnitId) -> Result<()> {
        actor.require(Scope::Integrations)?;
        let work = Work::begin(&self.core).await?;
        let mut row = units::lock(work.tx(), actor.tenant, unit).await?.ok_or_else(unknown)?;
        if row.is_default {
            return Err(Error::Conflict("The default unit can't be deleted.".to_owned()));
        }
        if !integrations::of_unit(work.tx(), actor.tenant, unit).await?.is_empty() {
            return Err(Error::Conflict("Delete the unit's integrations first.".to_owned()));
        }
        row.deleted_at = Some(work.now);
        units::update(work.tx(), row).await?;
        audit::record(&work, actor, Act::UnitDeleted(unit)).await?;
        work.commit().await
    }
}
