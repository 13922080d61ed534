//! A tenant's units.

use switchboard_store::units;

use super::{Unit, Units};
use crate::{
    actor::{Actor, Scope},
    error::Result,
};

impl Units {
    /// All live units, oldest first; the default one is among them.
    ///
    /// # Errors
    /// Without the scope `integrations`.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<Unit>> {
        actor.require(Scope::Integrations)?;
        let rows = units::of_tenant(self.core.db.reader(), actor.tenant).await?;
        Ok(rows.into_iter().map(Unit::from).collect())
    }
}
