//! Listing keys: names, hints and times, never a secret (there is none to show). The operator gets all at once, others by
//! pages; whoever manages only some is shown only those, and counts only those.

use switchboard_store::{
    ApiKeyId, api_keys,
    entities::api_key,
    pages::{Slice, Span},
};
use uuid::Uuid;

use super::{
    ApiKey, managed, unknown,
    view::{view, views},
};
use crate::{accounts::Accounts, actor::Actor, error::Result};

impl Accounts {
    /// The tenant's keys that the actor may manage, newest first; revoked and ended ones too.
    ///
    /// # Errors
    /// Without the scope `keys`, unless the actor is a site owner.
    pub async fn list_api_keys(&self, actor: &Actor) -> Result<Vec<api_key::Model>> {
        let which = managed(actor)?;
        Ok(api_keys::of_tenant(self.core.db.reader(), actor.tenant, &which).await?)
    }

    /// The same in parts.
    ///
    /// # Errors
    /// As [`list_api_keys`](Self::list_api_keys).
    pub async fn page_of_api_keys(&self, actor: &Actor, span: &Span<Uuid>) -> Result<Slice<ApiKey>> {
        let which = managed(actor)?;
        let reader = self.core.db.reader();
        let Slice { rows, has_more } = api_keys::list(actor.tenant, &which).read(reader, span).await?;
        Ok(Slice { rows: views(reader, actor.tenant, rows).await?, has_more })
    }

    /// How many there are.
    ///
    /// # Errors
    /// As [`list_api_keys`](Self::list_api_keys).
    pub async fn count_api_keys(&self, actor: &Actor) -> Result<u64> {
        let which = managed(actor)?;
        Ok(api_keys::list(actor.tenant, &which).count(self.core.db.reader()).await?)
    }

    /// One key.
    ///
    /// # Errors
    /// As [`list_api_keys`](Self::list_api_keys); `NotFound` for one that the actor does not manage.
    pub async fn find_api_key(&self, actor: &Actor, id: ApiKeyId) -> Result<ApiKey> {
        let which = managed(actor)?;
        let reader = self.core.db.reader();
        let row = api_keys::by_id(reader, actor.tenant, &which, id).await?.ok_or_else(unknown)?;
        view(reader, row).await
    }
}
