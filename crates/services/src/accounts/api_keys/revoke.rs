//! Ending a key. The next call with it is refused: nothing about keys is cached.

use switchboard_store::{ApiKeyId, api_keys};

use super::{may_manage, require_managing};
use crate::{
    accounts::Accounts,
    actor::Actor,
    audit::{self, Act},
    error::{Error, Result},
    work::Work,
};

impl Accounts {
    /// Ends a key at once. Ending one that has ended changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a key of nobody, of another tenant, or that the actor may not manage.
    pub async fn revoke_api_key(&self, actor: &Actor, id: ApiKeyId) -> Result<()> {
        require_managing(actor)?;
        let work = Work::begin(&self.core).await?;
        let key = api_keys::by_id(work.tx(), actor.tenant, id).await?;
        if !key.is_some_and(|key| may_manage(actor, &key)) {
            return Err(Error::not_found("There is no such API key."));
        }
        if api_keys::revoke(work.tx(), actor.tenant, id, work.now).await? {
            audit::record(&work, actor, Act::ApiKeyRevoked(id)).await?;
        }
        work.commit().await
    }
}
