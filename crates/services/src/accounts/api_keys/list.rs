//! Listing keys: names, hints and times, never a secret (there is none to show).

use switchboard_store::{api_keys, entities::api_key};

use super::{may_manage, require_managing};
use crate::{accounts::Accounts, actor::Actor, error::Result};

impl Accounts {
    /// The tenant's keys that the actor may manage, newest first; revoked and ended ones too.
    ///
    /// # Errors
    /// Without the scope `keys`, unless the actor is a site owner.
    pub async fn list_api_keys(&self, actor: &Actor) -> Result<Vec<api_key::Model>> {
        require_managing(actor)?;
        let mut keys = api_keys::of_tenant(self.core.db.reader(), actor.tenant).await?;
        keys.retain(|key| may_manage(actor, key));
        Ok(keys)
    }
}
