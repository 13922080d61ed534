//! `sendTelegramNotification`: a plain text for a linked user.

use switchboard_store::{
    MessageId, TenantId,
    addressees::{self, Addressee},
    contacts,
    entities::contact::ContactState,
    links, messages,
};

use super::{Notifications, Recipient, accepting::Request, letter};
use crate::{
    actor::{Actor, Scope},
    delivery::accept,
    error::{Error, Result},
    message_text, people, preferences,
    work::Work,
};

impl Notifications {
    /// `sendTelegramNotification`: durably accepts a plain text of 1 to 4096 UTF-16 units for a linked user. It waits
    /// in the queue while Telegram refuses the bot's token.
    ///
    /// # Errors
    /// Without the scope `notifications`; bad text; `NotFound` for a user who is not linked; `Conflict` for one who
    /// said /stop, blocked the bot, wants nothing now (it is recorded then), or whose bot is switched off.
    pub async fn send(&self, actor: &Actor, recipient: Recipient, text: &str) -> Result<()> {
        actor.require(Scope::Notifications)?;
        let text = message_text::checked(text)?;
        self.accepting.accept(&self.core, Request { tenant: actor.tenant, recipient, text }).await
    }
}

/// Whom a notification may go to, of who was found. `None`: it is not wanted now; that is recorded, and the caller commits.
pub(super) async fn admitted(work: &Work, found: Option<Addressee>, text: &str) -> Result<Option<Addressee>> {
    let addressee = linked(found)?;
    must_be_reachable(&addressee)?;
    let held = preferences::hold_back(work, &addressee, None, text).await?;
    Ok(held.is_none().then_some(addressee))
}

/// What is said of a notification that was held back.
pub(super) fn held_back() -> Error {
    conflict("This user wants no notifications now. It was recorded, and not sent.")
}

/// Stores the notification as a message of the user's history, and accepts its send. Call it last.
pub(super) async fn accept_text(work: &Work, addressee: &Addressee, text: &str) -> Result<MessageId> {
    let (message, outgoing) = letter(work, addressee, text);
    let id = message.id;
    messages::insert(work.tx(), message).await?;
    accept(work, addressee.contact.tenant_id, outgoing).await?;
    Ok(id)
}

/// The linked user and their chat.
pub(super) async fn resolve(
    work: &Work,
    tenant: TenantId,
    recipient: &Recipient,
) -> Result<Option<Addressee>> {
    let tx = work.tx();
    match recipient {
        Recipient::User(external_id) => Ok(addressees::by_external_id(tx, tenant, external_id).await?),
        Recipient::Username(username) => {
            let key = people::username_key(username);
            // No Telegram name has them, and PostgreSQL takes no NUL.
            if key.is_empty() || key.chars().any(char::is_control) {
                return Ok(None);
            }
            let mut latest = None;
            for contact in contacts::by_username(tx, tenant, &key).await? {
                if let Some(link) = links::active_of_contact(tx, tenant, contact.id).await? {
                    latest = latest.max(Some((link.linked_at, link.user_id, contact.id)));
                }
            }
            let Some((_, _, contact)) = latest else { return Ok(None) };
            Ok(addressees::by_contact(tx, tenant, contact).await?)
        }
    }
}

/// Refuses who is not linked.
pub(super) fn linked(found: Option<Addressee>) -> Result<Addressee> {
    found.ok_or_else(|| Error::not_found("This user is not linked to Telegram."))
}

/// Refuses who cannot be written to.
pub(super) fn must_be_reachable(addressee: &Addressee) -> Result<()> {
    match addressee.contact.state {
        ContactState::Active => {}
        ContactState::Stopped => return Err(conflict("This user asked the bot to send no notifications.")),
        ContactState::Blocked => return Err(conflict("This user has blocked the bot.")),
    }
    match addressee.voice {
        None => Err(conflict("The bot that this user is linked with is not connected any more.")),
        Some(voice) if !voice.is_active => {
            Err(conflict("The bot that this user is linked with is switched off."))
        }
        Some(_) => Ok(()),
    }
}

fn conflict(text: &str) -> Error {
    Error::Conflict(text.to_owned())
}
