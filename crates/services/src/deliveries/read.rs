//! Reading sends: pages, and one with its tries. What was in a message is not shown here: it may be a secret, and the
//! history has it.

use switchboard_store::{OutboxId, attempts, deliveries};

use super::{Attempt, Deliveries, OutboxState, Send};
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
    /// Sends, newest first: in one state or all, those before `before`. `take` is 1 to 100.
    ///
    /// # Errors
    /// Without the scope `deliveries`; `BadInput` for another `take`.
    pub async fn list(
        &self,
        actor: &Actor,
        state: Option<OutboxState>,
        before: Option<OutboxId>,
        take: u64,
    ) -> Result<Vec<Send>> {
        actor.require(Scope::Deliveries)?;
        if !(1..=100).contains(&take) {
            return Err(Error::bad_input("Ask for 1 to 100 deliveries at a time."));
        }
        Ok(deliveries::page(self.core.db.reader(), actor.tenant, state, before, take).await?)
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
