//! Forgetting a user of the application: their name and id at once, what they said and were told soon after.

use switchboard_store::{channels, entities::erasure::Model, erasures, link_tokens, links, users};

use super::Accounts;
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    bots::sender,
    erasure,
    error::{Error, Result},
    work::Work,
};

impl Accounts {
    /// Begins to forget the tenant's user with this id in the application: unlinks them, takes back what waits for them, and
    /// erases their words in small batches; what was started is waited for. The same id used again is a new user.
    ///
    /// # Errors
    /// `Forbidden` without the scope `erasure`, `NotFound` for a user who is not there (any more).
    pub async fn erase_user(&self, actor: &Actor, external_id: &str) -> Result<()> {
        actor.require(Scope::Erasure)?;
        let work = Work::begin(&self.core).await?;
        let (tx, tenant) = (work.tx(), actor.tenant);
        let user = users::by_external_id(tx, tenant, external_id).await?;
        let user = user.ok_or_else(|| Error::not_found("There is no such user."))?;
        links::lock_account(tx, tenant, user.id).await?;
        link_tokens::remove_of_user(tx, tenant, user.id).await?;
        let linked = links::active_of_user(tx, tenant, user.id).await?;
        if let Some((link, _)) = &linked {
            links::end(tx, tenant, link.id, "erasure", work.now).await?;
        }
        for bot in channels::forget_of_user(tx, tenant, user.id, work.now).await? {
            sender::release(&work, tenant, bot).await?;
        }
        let begun = Model {
            user_id: user.id,
            tenant_id: tenant,
            contact_id: linked.map(|(_, contact)| contact.id),
            requested_at: work.now,
            done_at: None,
        };
        audit::record(&work, actor, Act::UserErased(user.id)).await?;
        erasures::begin(tx, begun.clone(), external_id).await?;
        erasure::forget_some(&work, &begun).await?;
        work.commit().await?;
        self.core.wakes.roster_changed();
        Ok(())
    }
}
