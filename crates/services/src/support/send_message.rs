//! The application answers a contact itself, by chat id.

use serde_json::json;
use switchboard_store::{
    MessageId, TenantId, Tx, contacts,
    conversations::{self, Thread},
    entities::{
        contact, integration,
        message::{self, MessageDirection, MessageStatus},
    },
    links, messages,
};

use super::Support;
use crate::{
    actor::{Actor, Scope},
    delivery::{Class, Outgoing, Stream, accept},
    error::{Error, Result},
    message_text, people,
    work::Work,
};

impl Support {
    /// `sendTelegramMessage`: an answer to any contact of the tenant, by chat id.
    ///
    /// # Errors
    /// Without the scope `messages`; bad text or id; `NotFound` for a chat that is no contact's; `Conflict` where its bot
    /// is switched off.
    pub async fn send_message(&self, actor: &Actor, chat_id: &str, text: &str) -> Result<MessageId> {
        actor.require(Scope::Messages)?;
        let chat_id = people::telegram_chat_id(chat_id)?;
        let text = message_text::checked(text)?;
        let work = Work::begin(&self.core).await?;
        let (tx, tenant, now) = (work.tx(), actor.tenant, work.now);
        let (contact, integration) = recipient(tx, tenant, chat_id).await?;
        let thread = Thread { tenant, integration: integration.id, contact: contact.id };
        let conversation = conversations::open(tx, thread, now).await?;
        let user = links::active_of_contact(tx, tenant, contact.id).await?.map(|link| link.user_id);
        let id = MessageId::new(now);
        let row = message::Model {
            id,
            tenant_id: tenant,
            conversation_id: Some(conversation.id),
            contact_id: contact.id,
            user_id: user,
            direction: MessageDirection::Outgoing,
            status: MessageStatus::Queued,
            kind: "text".to_owned(),
            body: Some(text.clone()),
            admin_username: actor.display_name().map(str::to_owned),
            failure: None,
            created_at: now,
            updated_at: now,
        };
        messages::insert(tx, row).await?;
        let answer = Outgoing {
            stream: Stream::Conversation(conversation.id),
            class: Class::Answer,
            message: Some(id),
            ..Outgoing::new(contact.bot_id, contact.chat_id, "sendMessage", json!({"text": text}))
        };
        accept(&work, tenant, answer).await?;
        work.commit().await?;
        Ok(id)
    }
}

/// The contact in the chat, by the bot of the tenant that heard of it last and is still connected.
async fn recipient(tx: &Tx, tenant: TenantId, chat_id: i64) -> Result<(contact::Model, integration::Model)> {
    for contact in contacts::by_telegram_chat(tx, tenant, chat_id).await? {
        match people::voice(tx, &contact).await? {
            Some(integration) if integration.is_active => return Ok((contact, integration)),
            Some(_) => return Err(Error::Conflict("The bot of this chat is switched off.".to_owned())),
            None => {}
        }
    }
    Err(Error::not_found("No contact has this chat id."))
}
