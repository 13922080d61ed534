//! A unit's other title.

use switchboard_store::{UnitId, units};

use super::{Unit, Units, unknown};
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    error::Result,
    integrations::validate,
    work::Work,
};

impl Units {
    /// Gives a unit another title of 1 to 255 characters.
    ///
    /// # Errors
    /// `BadInput` for a title that can't be shown; `NotFound` for a unit that is not the tenant's.
    pub async fn rename(&self, actor: &Actor, unit: UnitId, title: &str) -> Result<Unit> {
        actor.require(Scope::Integrations)?;
        let title = validate::title(title)?;
        let work = Work::begin(&self.core).await?;
        let mut row = units::lock(work.tx(), actor.tenant, unit).await?.ok_or_else(unknown)?;
        row.title = title;
        units::update(work.tx(), row.clone()).await?;
        audit::record(&work, actor, Act::UnitRenamed(unit)).await?;
        work.commit().await?;
        Ok(row.into())
    }
}
