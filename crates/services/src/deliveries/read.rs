//! Reading sends: pages, and one with its tries. What was in a message is not shown here: it may be a secret, and the
//! history has it.

use switchboard_store::{OutboxId, attempts, deliveries};

use super::{Attempt, Deliveries, OutboxState, Send, Slice, Span};
use crate::{
    actor::{Actor, Scope},
    error::{Error, Result},
};

/// A send with its tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// The send.
    pub send: Send,
    /// The tries that were not plain successes, oldest first.
    pub attempts: Vec<Attempt>,
}

impl Deliveries {
    /// Sends, the newest first, in one state or all.
    ///
    /// # Errors
    /// Without the scope `deliveries`.
    pub async fn list(
        &self,
        actor: &Actor,
        state: Option<OutboxState>,
        span: &Span<OutboxId>,
    ) -> Result<Slice<Send>> {
        actor.require(Scope::Deliveries)?;
        Ok(deliveries::sends(actor.tenant, state).read(self.core.db.reader(), span).await?)
    }

    /// How many there are.
    ///
    /// # Errors
    /// Without the scope `deliveries`.
    pub async fn count(&self, actor: &Actor, state: Option<OutboxState>) -> Result<u64> {
        actor.require(Scope::Deliveries)?;
        Ok(deliveries::sends(actor.tenant, state).count(self.core.db.reader()).await?)
    }

    /// One send with its tries.
    ///
    /// # Errors
    /// Without the scope `deliveries`; `NotFound` for what is not the tenant's.
    pub async fn get(&self, actor: &Actor, id: OutboxId) -> Result<Delivered> {
        actor.require(Scope::Deliveries)?;
        let reader = self.core.db.reader();
        let send = deliveries::by_id(reader, actor.tenant, id).await?;
        let send = send.ok_or_else(|| Error::not_found("There is no such delivery."))?;
        let attempts = attempts::of(reader, actor.tenant, id).await?;
        Ok(Delivered { send, attempts })
    }
}
