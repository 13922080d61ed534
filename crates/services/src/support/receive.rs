//! A person wrote to the bot. The message is stored for the user who is linked now, and relayed in the stream of its
//! conversation; without a support chat it is only stored. The person is not told: no news means that it went through.

use switchboard_store::{
    ChatId, MessageId, OutboxId,
    conversations::{self, Thread},
    entities::{
        message::{self, MessageDirection, MessageStatus},
        message_map as map_row,
    },
    message_map, messages,
};

use super::{
    ReceivedMessage, Support,
    content::Content,
    header,
    relay::{self, Call, Original, Relay},
};
use crate::{
    delivery::{Class, Outgoing, Stream, accept, accept_with_id},
    error::Result,
    incoming::Incoming,
    people::{self, Person, TelegramChat},
};

impl Support {
    /// A person wrote to the bot in their private chat: stored, then relayed to the support chat if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn receive(
        &self,
        incoming: &Incoming,
        chat: &TelegramChat,
        person: &Person,
        message: ReceivedMessage,
    ) -> Result<()> {
        let (tx, now, tenant) = (incoming.work.tx(), incoming.work.now, incoming.tenant);
        let met = people::meet(incoming, chat, person).await?;
        // A message must not be relayed into the chat that it came from.
        let support = incoming.integration.support_chat_id.filter(|id| *id != chat.telegram_chat_id);
        let thread = Thread { tenant, integration: incoming.integration.id, contact: met.contact.id };
        let (conversation, support_row) = match support {
            Some(support) => conversations::open_beside(tx, thread, (incoming.bot, support), now).await?,
            None => (conversations::open(tx, thread, now).await?, None),
        };
        let content = Content::of(&message.raw);
        let id = MessageId::new(now);
        let row = message::Model {
            id,
            tenant_id: tenant,
            conversation_id: Some(conversation.id),
            contact_id: met.contact.id,
            user_id: met.user.as_ref().map(|user| user.id),
            direction: MessageDirection::Incoming,
            status: MessageStatus::Received,
            kind: content.kind.clone(),
            body: content.words.clone(),
            admin_username: None,
            failure: None,
            created_at: now,
            updated_at: now,
        };
        messages::insert(tx, row).await?;
        let place = map_row::Model {
            bot_id: incoming.bot,
            telegram_chat_id: chat.telegram_chat_id,
            telegram_message_id: message.message_id,
            message_id: Some(id),
            outbox_id: None,
            from_bot: false,
        };
        message_map::insert(tx, place).await?;
        let original =
            Original { chat: chat.telegram_chat_id, message: message.message_id, raw: &message.raw };
        let Some(support) = support else { return Ok(()) };
        let row = match support_row {
            Some(row) => row,
            None => people::chat_row(&incoming.work, tenant, incoming.bot, support).await?,
        };
        let header = header::of(&met.contact, met.user.as_ref());
        let about =
            About { message: id, stream: Stream::Conversation(conversation.id), header, to: (support, row) };
        relay_to_support(incoming, original, &content, message.reply_to_message_id, &about).await
    }
}

/// What the sends of one relayed message share.
struct About {
    message: MessageId,
    stream: Stream,
    /// Who writes.
    header: String,
    /// The support chat: its id at Telegram, and its row.
    to: (i64, ChatId),
}

async fn relay_to_support(
    incoming: &Incoming,
    original: Original<'_>,
    content: &Content,
    replied: Option<i64>,
    about: &About,
) -> Result<()> {
    let shown = shown_as(incoming, original.chat, replied, about.to).await?;
    let (reply_to, coming) = match shown {
        Some(Shown::As(id)) => (Some(id), None),
        Some(Shown::Coming(send)) => (None, Some(send)),
        None => (None, None),
    };
    let send = |call, reply_to| Outgoing { reply_to, ..send(incoming, call, about) };
    match relay::form(original, content, &about.header, reply_to) {
        Relay::One(call) => {
            accept(&incoming.work, incoming.tenant, send(call, coming)).await?;
        }
        Relay::HeaderAndCopy(header, copy) => {
            let header = accept_with_id(&incoming.work, incoming.tenant, send(header, coming)).await?;
            accept(&incoming.work, incoming.tenant, send(copy, Some(header))).await?;
        }
    }
    Ok(())
}

fn send(incoming: &Incoming, call: Call, about: &About) -> Outgoing {
    Outgoing {
        policy: Some(incoming.integration.delivery_policy),
        stream: about.stream,
        class: Class::Notice,
        message: Some(about.message),
        ..Outgoing::new(incoming.bot, about.to.1, call.method, call.params)
    }
}

/// What shows a message in the support chat.
enum Shown {
    /// This message there.
    As(i64),
    /// What this send makes, which goes ahead in the same lane.
    Coming(OutboxId),
}

/// What in the support chat (its id at Telegram, and its row) shows what the person replied to.
async fn shown_as(
    incoming: &Incoming,
    chat: i64,
    replied: Option<i64>,
    (support, row): (i64, ChatId),
) -> Result<Option<Shown>> {
    let tx = incoming.work.tx();
    let Some(replied) = replied else { return Ok(None) };
    let place = message_map::find(tx, incoming.bot, chat, replied).await?;
    let Some(message) = place.and_then(|place| place.message_id) else { return Ok(None) };
    if let Some(id) = message_map::id_in_chat(tx, incoming.bot, message, support).await? {
        return Ok(Some(Shown::As(id)));
    }
    Ok(message_map::coming_in_chat(tx, incoming.tenant, message, row).await?.map(Shown::Coming))
}
