//! A new unit.

use switchboard_store::{UnitId, entities::unit, units};

use super::{Unit, Units};
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    error::Result,
    integrations::validate,
    work::Work,
};

impl Units {
    /// Makes a unit with a title of 1 to 255 characters. Titles may repeat.
    ///
    /// # Errors
    /// Without the scope `integrations`; `BadInput` for a title that can't be shown.
    pub async fn create(&self, actor: &Actor, title: &str) -> Result<Unit> {
        actor.require(Scope::Integrations)?;
        let title = validate::title(title)?;
        let work = Work::begin(&self.core).await?;
        let unit = unit::Model {
            id: UnitId::new(work.now),
            tenant_id: actor.tenant,
            title,
            is_default: false,
            created_at: work.now,
            deleted_at: None,
        };
        units::insert(work.tx(), unit.clone()).await?;
        audit::record(&work, actor, Act::UnitCreated(unit.id)).await?;
        work.commit().await?;
        Ok(unit.into())
    }
}
