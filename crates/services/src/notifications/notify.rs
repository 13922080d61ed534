//! A notification of a category: sent, unless its user does not want it now.

use switchboard_store::{MessageId, preferences as rows};

use super::{
    Notifications, Recipient,
    send::{accept_text, linked, must_be_reachable, resolve},
};
use crate::{
    actor::{Actor, Scope},
    error::{Error, Result},
    message_text,
    preferences::{self, CATEGORIES, HoldReason, SECURITY},
    work::Work,
};

/// A notification to send.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Whom for.
    pub recipient: Recipient,
    /// Plain text, as `sendTelegramNotification` takes it.
    pub text: String,
    /// One of [`CATEGORIES`], or one of the tenant's own, which is known from then on.
    pub category: String,
    /// Whatever the user wishes: security notices only, with the scope `force`.
    pub force: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// Durably accepted, as this message of the history.
    Accepted(MessageId),
    /// Not wanted now; recorded, and not sent.
    HeldBack(HoldReason),
}

impl Notifications {
    /// Accepts a notification for a linked user, or records that it was held back.
    ///
    /// # Errors
    /// As [`send`](Self::send); for a category that is none; for `force` without its scope or for another category than
    /// `security`.
    pub async fn notify(&self, actor: &Actor, notice: Notice) -> Result<Noticed> {
        actor.require(Scope::Notifications)?;
        let category = preferences::category(&notice.category)?;
        if notice.force {
            actor.require(Scope::Force)?;
            if category != SECURITY {
                return Err(Error::bad_input("Only notifications of the category security can be forced."));
            }
        }
        let text = message_text::checked(&notice.text)?;
        let work = Work::begin(&self.core).await?;
        let addressee = linked(resolve(&work, actor.tenant, &notice.recipient).await?)?;
        must_be_reachable(&addressee)?;
        if !CATEGORIES.contains(&category.as_str()) {
            rows::know_category(work.tx(), actor.tenant, &category, work.now).await?;
        }
        let held = match notice.force {
            true => None,
            false => preferences::hold_back(&work, &addressee, Some(&category), &text).await?,
        };
        let noticed = match held {
            Some(reason) => Noticed::HeldBack(reason),
            None => Noticed::Accepted(accept_text(&work, &addressee, &text).await?),
        };
        work.commit().await?;
        Ok(noticed)
    }
}
