//! Updates on their way in: stored before they are acknowledged, handled once, in order within a chat.
//!
//! A webhook call or a batch from `getUpdates` is committed first. The bot's owner then takes the oldest waiting row,
//! handles it within one transaction that also marks it handled, and goes on. What fails three times is set aside with
//! an alert in the log; the chat goes on.

use std::{error::Error as _, sync::Arc};

use serde_json::value::RawValue;
use subtle::ConstantTimeEq;
use switchboard_store::{
    BotId, WorkerId,
    entities::inbox::Model,
    in_hand::{self, InHand, NotInHand},
    inbox::{self, NewUpdate},
    integrations, ownership,
};

use super::{roster::OwnedBot, storing::Storing, update_envelope};
use crate::{
    core::Core,
    error::{Error, Result},
    failpoint::failpoint,
    incoming::Incoming,
    sealing::digest,
    work::Work,
};

/// An update that cannot be handled this often is set aside.
const MAX_TRIES: i32 = 3;
/// An update that was in hand when processes died so often is set aside.
const MAX_DEATHS: i32 = 2;

/// Updates on their way in. Clones store together.
#[derive(Clone, Debug)]
pub struct Inbox {
    core: Core,
    storing: Arc<Storing>,
}

impl Inbox {
    /// The inbox over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        let storing = Arc::new(Storing::new(&core));
        Self { core, storing }
    }

    /// `POST /webhook/{key}`: stores the update; once this returns, Telegram may forget it.
    ///
    /// # Errors
    /// `Unauthenticated`, the same for an unknown key and a missing or wrong secret; `BadInput` for what is no update;
    /// an internal error when it could not be stored (Telegram will send it again).
    pub async fn receive_webhook(&self, key: &str, secret: Option<&str>, body: &[u8]) -> Result<()> {
        let found = integrations::by_webhook_key(self.core.db.reader(), key).await?;
        let expected = found.as_ref().and_then(|integration| integration.webhook_secret_hash.clone());
        // Compared even when there is nothing to compare with, so that both take the same time.
        let matches = digest(secret.unwrap_or_default().as_bytes())
            .ct_eq(&expected.clone().unwrap_or_else(|| vec![0; 32]));
        let bot = found.and_then(|integration| integration.bot_id);
        let (true, true, Some(bot)) = (bool::from(matches), expected.is_some() && secret.is_some(), bot)
        else {
            return Err(Error::Unauthenticated("Unknown webhook."));
        };
        let update = update_envelope::read(body)?;
        self.storing.store(&self.core, bot, update).await?;
        failpoint!("update_stored");
        self.core.wakes.update_stored(bot);
        Ok(())
    }

    /// Stores a batch from `getUpdates` and the next offset, in one transaction. Returns that offset; `None` for an empty batch.
    ///
    /// # Errors
    /// `Conflict` when the bot has another owner now; failures of ours.
    pub async fn store_polled(&self, owned: &OwnedBot, updates: &[Box<RawValue>]) -> Result<Option<i64>> {
        let rows = updates
            .iter()
            .map(|raw| update_envelope::read(raw.get().as_bytes()))
            .collect::<Result<Vec<NewUpdate>>>()?;
        let Some(last) = rows.last().map(|update| update.update_id) else { return Ok(None) };
        let work = Work::begin(&self.core).await?;
        if !ownership::hold_token(work.tx(), owned.claim(), owned.token_version).await? {
            return Err(Error::Conflict("The bot has another owner, or another token.".to_owned()));
        }
        let rows = rows.into_iter().map(|row| (owned.bot, row)).collect();
        inbox::insert(work.tx(), rows, work.now).await?;
        // The batch's last id, even if it is lower than before: ids restart at random after an idle week.
        let next = last.saturating_add(1);
        ownership::set_next_offset(work.tx(), owned.bot, next).await?;
        work.commit().await?;
        failpoint!("update_stored");
        self.core.wakes.update_stored(owned.bot);
        Ok(Some(next))
    }

    /// The `offset` for the next `getUpdates`.
    ///
    /// # Errors
    /// When the bot is gone or the database fails.
    pub async fn next_offset(&self, owned: &OwnedBot) -> Result<i64> {
        let found = integrations::by_bot(self.core.db.reader(), owned.bot).await?;
        found.map(|(_, bot)| bot.next_offset).ok_or_else(|| Error::not_found("This bot is not connected."))
    }

    /// Which of a worker's bots have updates waiting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bots_with_waiting(&self, owner: WorkerId) -> Result<Vec<BotId>> {
        Ok(inbox::bots_with_waiting(self.core.db.reader(), owner).await?)
    }

    /// The oldest waiting updates.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting(&self, owned: &OwnedBot, limit: u64) -> Result<Vec<Model>> {
        Ok(inbox::waiting(self.core.db.reader(), owned.bot, limit).await?)
    }

    /// Opens the transaction in which a waiting update is handled; `None` when it was handled already.
    ///
    /// # Errors
    /// `Conflict` when the bot has another owner now; failures of ours.
    pub async fn open(&self, owned: &OwnedBot, row: &Model) -> Result<Option<Incoming>> {
        if row.suspect && !self.may_be_tried(row).await? {
            return Ok(None);
        }
        let work = Work::begin(&self.core).await?;
        let InHand { integration, tries } =
            match in_hand::take(work.tx(), owned.claim(), row.id, work.now).await? {
                Ok(in_hand) => in_hand,
                Err(NotInHand::NotHeld) => {
                    self.hold(&work, owned).await?;
                    return Ok(None);
                }
                Err(NotInHand::NotWaiting) => return Ok(None),
            };
        Ok(Some(Incoming {
            work,
            tenant: owned.tenant,
            bot: owned.bot,
            integration,
            inbox: row.id,
            received_at: row.received_at,
            tries,
        }))
    }

    /// Commits that the update is handled, and everything that was done for it.
    ///
    /// # Errors
    /// When the commit fails: nothing was done then, and the update still waits.
    pub async fn close(&self, incoming: Incoming) -> Result<()> {
        failpoint!("update_before_commit");
        incoming.work.commit().await?;
        failpoint!("update_handled");
        Ok(())
    }

    /// An update has to wait for something: nothing was done, and nobody died of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_off(&self, row: &Model) -> Result<()> {
        if row.suspect {
            inbox::clear_suspicion(self.core.db.writer(), row.id).await?;
        }
        Ok(())
    }

    /// Counts a failed try; after the third the update is set aside and the chat goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fail(&self, row: &Model, error: &Error) -> Result<()> {
        let work = Work::begin(&self.core).await?;
        if row.tries + 1 >= MAX_TRIES {
            tracing::error!(bot = row.bot_id, update = row.update_id, %error, cause = ?error.source(), "update set aside");
            inbox::set_aside(work.tx(), row.id, error.code(), work.now).await?;
        } else {
            tracing::warn!(bot = row.bot_id, update = row.update_id, %error, cause = ?error.source(), "update failed, will be tried again");
            inbox::count_try(work.tx(), row.id).await?;
        }
        work.commit().await
    }

    /// Whether an update that may have killed a process is tried once more. Its death is counted before it is in hand.
    async fn may_be_tried(&self, row: &Model) -> Result<bool> {
        let work = Work::begin(&self.core).await?;
        let is_poison = row.deaths >= MAX_DEATHS;
        if is_poison {
            tracing::error!(
                bot = row.bot_id,
                update = row.update_id,
                "update set aside: processes died of it"
            );
            inbox::set_aside(work.tx(), row.id, "PROCESS_DIED", work.now).await?;
        } else {
            inbox::count_death(work.tx(), row.id).await?;
        }
        work.commit().await?;
        Ok(!is_poison)
    }

    async fn hold(&self, work: &Work, owned: &OwnedBot) -> Result<()> {
        if ownership::hold(work.tx(), owned.claim()).await? {
            Ok(())
        } else {
            Err(Error::Conflict("The bot has another owner.".to_owned()))
        }
    }
}
