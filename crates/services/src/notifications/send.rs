//! `sendTelegramNotification`: a plain text for a linked user.

use serde_json::json;
use switchboard_store::{
    MessageId, TenantId, UserId, contacts,
    entities::{
        contact::{self, ContactState},
        integration::DeliveryPolicy,
        message::{self, MessageDirection, MessageStatus},
    },
    links, messages, users,
};

use super::{Notifications, Recipient, notify::found};
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
        let work = Work::begin(&self.core).await?;
        let (user, contact) = found(&work, actor.tenant, &recipient).await?;
        let policy = must_be_reachable(&work, &contact).await?;
        if preferences::hold_back(&work, actor.tenant, user, None, &text).await?.is_some() {
            work.commit().await?;
            return Err(conflict("This user wants no notifications now. It was recorded, and not sent."));
        }
        accept_text(&work, user, (&contact, policy), &text).await?;
        work.commit().await
    }
}

/// Stores the notification as a message of the user's history, and accepts its send with the policy of the contact's bot.
/// Call it last.
pub(super) async fn accept_text(
    work: &Work,
    user: UserId,
    (contact, policy): (&contact::Model, DeliveryPolicy),
    text: &str,
) -> Result<MessageId> {
    let message = store(work, user, contact, text).await?;
    let mut outgoing = Outgoing::new(contact.bot_id, contact.chat_id, "sendMessage", json!({"text": text}));
    outgoing.class = Class::Notice;
    outgoing.message = Some(message);
    outgoing.policy = Some(policy);
    accept(work, contact.tenant_id, outgoing).await?;
    Ok(message)
}

/// The linked user and their chat.
pub(super) async fn resolve(
    work: &Work,
    tenant: TenantId,
    recipient: &Recipient,
) -> Result<Option<(UserId, contact::Model)>> {
    let tx = work.tx();
    match recipient {
        Recipient::User(external_id) => {
            let Some(user) = users::by_external_id(tx, tenant, external_id).await? else {
                return Ok(None);
            };
            let linked = links::active_of_user(tx, tenant, user.id).await?;
            Ok(linked.map(|(link, contact)| (link.user_id, contact)))
        }
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
            let Some((_, user, contact)) = latest else { return Ok(None) };
            Ok(contacts::by_id(tx, tenant, contact).await?.map(|contact| (user, contact)))
        }
    }
}

/// Refuses who cannot be written to; says what happens when an answer of their bot is lost.
pub(super) async fn must_be_reachable(work: &Work, contact: &contact::Model) -> Result<DeliveryPolicy> {
    match contact.state {
        ContactState::Active => {}
        ContactState::Stopped => return Err(conflict("This user asked the bot to send no notifications.")),
        ContactState::Blocked => return Err(conflict("This user has blocked the bot.")),
    }
    match people::voice(work.tx(), contact).await? {
        None => Err(conflict("The bot that this user is linked with is not connected any more.")),
        Some(integration) if !integration.is_active => {
            Err(conflict("The bot that this user is linked with is switched off."))
        }
        Some(integration) => Ok(integration.delivery_policy),
    }
}

fn conflict(text: &str) -> Error {
    Error::Conflict(text.to_owned())
}

async fn store(work: &Work, user: UserId, contact: &contact::Model, text: &str) -> Result<MessageId> {
    let conversation = contacts::conversation(work.tx(), contact.tenant_id, contact.id).await?;
    let id = MessageId::new(work.now);
    let message = message::Model {
        id,
        tenant_id: contact.tenant_id,
        conversation_id: conversation.map(|conversation| conversation.id),
        contact_id: contact.id,
        user_id: Some(user),
        direction: MessageDirection::Outgoing,
        status: MessageStatus::Queued,
        kind: "text".to_owned(),
        body: Some(text.to_owned()),
        admin_username: None,
        failure: None,
        created_at: work.now,
        updated_at: work.now,
    };
    messages::insert(work.tx(), message).await?;
    Ok(id)
}
