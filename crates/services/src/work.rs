//! One unit of work: a transaction, and whom to wake once it is committed.
//!
//! A service method begins one, changes state, accepts sends (always last, see `delivery::accept`), and commits. Dropped
//! without a commit, nothing happened.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use switchboard_store::{BotId, LaneId, Transaction, Tx};

use crate::{
    core::Core,
    error::{Error, Result},
    failpoint::failpoint,
};

/// An open transaction with its after-effects.
#[derive(Debug)]
pub struct Work {
    transaction: Transaction,
    core: Core,
    to_wake: Mutex<BTreeSet<(BotId, LaneId)>>,
    /// The one time that everything in this unit of work happens at.
    pub now: DateTime<Utc>,
}

impl Work {
    /// Begins a transaction.
    ///
    /// # Errors
    /// When the database cannot be reached in time.
    pub async fn begin(core: &Core) -> Result<Self> {
        let transaction = core.db.begin().await?;
        Ok(Self { transaction, core: core.clone(), to_wake: Mutex::default(), now: core.clock.now() })
    }

    /// What queries of this unit of work run on.
    #[must_use]
    pub fn tx(&self) -> &Tx {
        self.transaction.tx()
    }

    /// What every feature shares.
    #[must_use]
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// Tells the bot's owner of work in this lane after the commit.
    pub fn wake_after_commit(&self, bot: BotId, lane: LaneId) {
        self.to_wake.lock().unwrap_or_else(PoisonError::into_inner).insert((bot, lane));
    }

    /// Carries out what was put off, so that a refusal is told apart from a commit that fails.
    ///
    /// # Errors
    /// When any of it fails: nothing will happen then.
    pub(crate) async fn settle(&self) -> Result<()> {
        Ok(self.transaction.settle().await?)
    }

    /// Commits, then wakes: both or neither, also when the caller leaves meanwhile.
    ///
    /// # Errors
    /// When the commit is refused: nothing happened then; or when its answer is lost, and nobody knows.
    pub async fn commit(self) -> Result<()> {
        let ended = tokio::spawn(self.commit_and_wake()).await;
        ended.unwrap_or_else(|error| Err(Error::internal("a commit", error)))
    }

    /// The same where nobody can leave: in a task that nothing ends in the middle. It saves another one.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub(crate) async fn commit_in_task(self) -> Result<()> {
        self.commit_and_wake().await
    }

    async fn commit_and_wake(self) -> Result<()> {
        self.transaction.commit().await?;
        failpoint!("committed");
        let to_wake = self.to_wake.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.core.wakes.wake(to_wake);
        self.core.wakes.committed.notify_one();
        Ok(())
    }
}
