//! `sendTelegramNotification`: a plain text for a linked user.

use serde_json::json;
use switchboard_store::{
    MessageId, TenantId,
    addressees::{self, Addressee},
    contacts,
    entities::{
        contact::ContactState,
        integration::DeliveryPolicy,
        message::{self, MessageDirection, MessageStatus},
    },
    links, messages,
};

use super::{Notifications, Recipient, accepting::Request};
use crate::{
    actor::{Actor, Scope},
    delivery::{Class, Outgoing, accept},
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

/// Whether a notification may go to whom was found, and with which policy. `None`: it is not wanted now; that is recorded, and the
/// caller commits.
pub(super) async fn admitted(
    work: &Work,
    found: Option<Addressee>,
    text: &str,
) -> Result<Option<(Addressee, DeliveryPolicy)>> {
    let addressee = linked(found)?;
    let policy = must_be_reachable(&addressee)?;
    let held = preferences::hold_back(work, &addressee, None, text).await?;
    Ok(held.is_none().then_some((addressee, policy)))
}

/// What is said of a notification that was held back.
pub(super) fn held_back() -> Error {
    conflict("This user wants no notifications now. It was recorded, and not sent.")
}

/// Stores the notification as a message of the user's history, and accepts its send with the policy of the contact's bot.
/// Call it last.
pub(super) async fn accept_text(
    work: &Work,
    addressee: &Addressee,
    policy: DeliveryPolicy,
    text: &str,
) -> Result<MessageId> {
    let (message, outgoing) = letter(work, addressee, policy, text);
    let id = message.id;
    messages::insert(work.tx(), message).await?;
    accept(work, addressee.contact.tenant_id, outgoing).await?;
    Ok(id)
}

/// The notification as a message of the user's history, and its send.
pub(super) fn letter(
    work: &Work,
    addressee: &Addressee,
    policy: DeliveryPolicy,
    text: &str,
) -> (message::Model, Outgoing) {
    let contact = &addressee.contact;
    let message = message::Model {
        id: MessageId::new(work.now),
        tenant_id: contact.tenant_id,
        conversation_id: addressee.conversation,
        contact_id: contact.id,
        user_id: Some(addressee.user),
        direction: MessageDirection::Outgoing,
        status: MessageStatus::Queued,
        kind: "text".to_owned(),
        body: Some(text.to_owned()),
        admin_username: None,
        failure: None,
        created_at: work.now,
        updated_at: work.now,
    };
    let mut outgoing = Outgoing::new(contact.bot_id, contact.chat_id, "sendMessage", json!({"text": text}));
    outgoing.class = Class::Notice;
    outgoing.message = Some(message.id);
    outgoing.policy = Some(policy);
    (message, outgoing)
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

/// Refuses who cannot be written to; says what happens when an answer of their bot is lost.
pub(super) fn must_be_reachable(addressee: &Addressee) -> Result<DeliveryPolicy> {
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
        Some(voice) => Ok(voice.delivery_policy),
    }
}

fn conflict(text: &str) -> Error {
    Error::Conflict(text.to_owned())
}
