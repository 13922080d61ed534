//! Updates that webhooks bring while others are being stored are stored together, in one commit.

use std::sync::Arc;

use switchboard_store::{
    BotId,
    inbox::{self, NewUpdate},
};

use crate::{
    combiner::Combiner,
    core::Core,
    error::{Error, Result},
    work::Work,
};

/// Updates that share a commit at the most.
const MOST: usize = 64;

type Update = (BotId, NewUpdate);

/// Where webhooks' updates meet.
#[derive(Debug)]
pub(super) struct Storing(Combiner<Update, Result<(), Arc<Error>>>);

impl Storing {
    pub(super) fn new(core: &Core) -> Self {
        Self(Combiner::over(core.db.kind(), MOST))
    }

    /// Stores one update; one that is there already stays as it is.
    ///
    /// # Errors
    /// When it could not be stored, or it is not known whether it was.
    pub(super) async fn store(&self, core: &Core, bot: BotId, update: NewUpdate) -> Result<()> {
        let serve = |updates| store_together(core, updates);
        match self.0.ask((bot, update), serve).await {
            Some(stored) => stored.map_err(|error| Error::internal("storing an update", error)),
            None => Err(Error::broken("whoever stored the update left")),
        }
    }
}

async fn store_together(core: &Core, updates: Vec<Update>) -> Vec<Result<(), Arc<Error>>> {
    let error = match store_all(core, updates.clone()).await {
        Ok(()) => return updates.iter().map(|_| Ok(())).collect(),
        Err(error) => error,
    };
    if updates.len() == 1 || error.is_outage() {
        let error = Arc::new(error);
        return updates.iter().map(|_| Err(Arc::clone(&error))).collect();
    }
    // One of them is at fault: Telegram will send it again, and the others must not wait for that.
    let mut alone = Vec::with_capacity(updates.len());
    for update in updates {
        alone.push(store_all(core, vec![update]).await.map_err(Arc::new));
    }
    alone
}

async fn store_all(core: &Core, mut updates: Vec<Update>) -> Result<()> {
    // In one order everywhere: the same update may come to two who store at the same time, and each would wait for the other.
    updates.sort_by_key(|(bot, update)| (*bot, update.update_id));
    let work = Work::begin(core).await?;
    inbox::insert(work.tx(), updates, work.now).await?;
    work.commit().await
}
