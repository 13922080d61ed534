//! Ending a key. The next call with it is refused: nothing about keys is cached.

use switchboard_store::{ApiKeyId, api_keys};

use super::{ApiKey, managed, unknown, view::view};
use crate::{
    accounts::Accounts,
    actor::Actor,
    audit::{self, Act},
    error::Result,
    work::Work,
};

impl Accounts {
    /// Ends a key at once, and answers it as it is now. Ending one that has ended changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) for a key of nobody, of another tenant, or that the actor may not manage.
    pub async fn revoke_api_key(&self, actor: &Actor, id: ApiKeyId) -> Result<ApiKey> {
        let which = managed(actor)?;
        let work = Work::begin(&self.core).await?;
        let (tx, tenant) = (work.tx(), actor.tenant);
        api_keys::by_id(tx, tenant, &which, id).await?.ok_or_else(unknown)?;
        if api_keys::revoke(tx, tenant, id, work.now).await? {
            audit::record(&work, actor, Act::ApiKeyRevoked(id)).await?;
        }
        let ended = api_keys::by_id(tx, tenant, &which, id).await?.ok_or_else(unknown)?;
        let ended = view(tx, ended).await?;
        work.commit().await?;
        Ok(ended)
    }
}
