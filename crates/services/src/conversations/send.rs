//! The application answers in a conversation.

use serde_json::json;
use switchboard_store::{
    contacts,
    conversations::{self, Thread},
    entities::message::{MessageDirection, MessageStatus},
    links, messages,
};

use super::{Conversations, Message, missing};
use crate::{
    ConversationId, MessageId,
    actor::{Actor, Scope},
    delivery::{Class, Outgoing, Stream, accept},
    error::{Error, Result},
    idempotency::RequestKey,
    message_text, people,
    work::Work,
};

impl Conversations {
    /// Accepts a text for the person, and opens the conversation if it was closed. Under an idempotency key, asking again
    /// answers the message that was accepted.
    ///
    /// # Errors
    /// Without the scope `messages`; bad text; `NotFound`; `Conflict` where its bot is switched off or gone, or where the key
    /// stands for something else.
    pub async fn send(
        &self,
        actor: &Actor,
        id: ConversationId,
        text: &str,
        idempotency_key: Option<&str>,
    ) -> Result<Message> {
        actor.require(Scope::Messages)?;
        let text = message_text::checked(text)?;
        let key = idempotency_key.map(|key| RequestKey::new(key, "sendMessage", &(id, &text))).transpose()?;
        let work = Work::begin(&self.core).await?;
        let (tx, tenant) = (work.tx(), actor.tenant);
        if let Some(key) = &key
            && let Some(known) = key.claim::<MessageId>(&work, tenant).await?
        {
            let known = messages::by_id(tx, tenant, known).await?;
            // What was read may be part of the same group (see `Transaction`).
            work.commit().await?;
            return known
                .ok_or_else(|| Error::not_found("The message that was sent under this key is gone."));
        }
        let conversation = conversations::lock(tx, tenant, id).await?.ok_or_else(missing)?;
        let contact = contacts::by_id(tx, tenant, conversation.contact_id).await?.ok_or_else(missing)?;
        let voice = people::voice(tx, &contact).await?.filter(|integration| integration.is_active);
        let switched_off = || Error::Conflict("The bot of this conversation is switched off.".to_owned());
        let integration = voice.ok_or_else(switched_off)?;
        let thread = Thread { tenant, integration: integration.id, contact: contact.id };
        conversations::open(tx, thread, work.now).await?;
        let row = Message {
            id: MessageId::new(work.now),
            tenant_id: tenant,
            conversation_id: Some(conversation.id),
            contact_id: contact.id,
            user_id: links::active_of_contact(tx, tenant, contact.id).await?.map(|link| link.user_id),
            direction: MessageDirection::Outgoing,
            status: MessageStatus::Queued,
            kind: "text".to_owned(),
            body: Some(text.clone()),
            admin_username: actor.display_name().map(str::to_owned),
            failure: None,
            created_at: work.now,
            updated_at: work.now,
        };
        messages::insert(tx, row.clone()).await?;
        if let Some(key) = &key {
            key.answer(&work, tenant, &row.id).await?;
        }
        let answer = Outgoing {
            stream: Stream::Conversation(conversation.id),
            class: Class::Answer,
            message: Some(row.id),
            ..Outgoing::new(contact.bot_id, contact.chat_id, "sendMessage", json!({"text": text}))
        };
        accept(&work, tenant, answer).await?;
        work.commit().await?;
        Ok(row)
    }
}
