//! An agent wrote in the support chat. A reply to something that the bot wrote there for a person goes to that person, as
//! a copy, so that pictures and formatting stay. Routing is by stored ids only: a reply to a message of the bot that is
//! not mapped yet waits for the sends in flight, and one that leads to nobody is asked about. What agents say among
//! themselves goes nowhere.

use chrono::Duration;
use serde_json::{Value, json};
use switchboard_store::{
    ChatId, MessageId, contacts,
    conversations::{self, Thread},
    entities::{
        chat::ChatKind,
        contact,
        message::{self, MessageDirection, MessageStatus},
        message_map as map_row,
    },
    links, message_map, messages,
};

use super::{
    ReceivedMessage, Support, agents,
    content::{Content, Nature},
};
use crate::{
    delivery::{Class, FailureNotice, Outgoing, Stream, accept},
    error::Result,
    incoming::{Handling, Incoming},
    people::{self, Person, TelegramChat},
    texts::support,
};

/// How much later than the reply a send may have started, by our clock, and still be what it answers: clocks of a
/// bot's earlier and present owner differ a little.
const CLOCK_SLACK: Duration = Duration::seconds(5);

impl Support {
    /// Somebody wrote in the support chat. A reply to a relayed message by an agent goes to the person; anything else
    /// goes nowhere.
    ///
    /// # Errors
    /// When the database fails; see also `Incoming` for replies that must wait.
    pub async fn agent_wrote(
        &self,
        incoming: &Incoming,
        chat: &TelegramChat,
        agent: &Person,
        message: ReceivedMessage,
    ) -> Result<Handling> {
        let content = Content::of(&message.raw);
        if !agents::include(&incoming.integration, chat, agent) || content.nature == Nature::Service {
            return Ok(Handling::Done);
        }
        let desk = Desk { incoming, chat, row: people::record_chat(incoming, chat).await?, agent };
        match desk.destination(&message).await? {
            Destination::Person(contact) => desk.pass_on(*contact, &message, content).await?,
            Destination::NotYet => return Ok(Handling::Wait),
            Destination::Unknown => desk.say(&message, support::whom_is_this_for(desk.language())).await?,
            // In a group agents talk; in a private chat the only reader is the bot.
            Destination::Nobody if chat.kind == ChatKind::Private => {
                desk.say(&message, support::please_reply(desk.language())).await?;
            }
            Destination::Nobody => {}
        }
        Ok(Handling::Done)
    }
}

/// Where a message of an agent leads.
enum Destination {
    /// To this contact.
    Person(Box<contact::Model>),
    /// It is a reply to something that the bot is sending just now.
    NotYet,
    /// It is a reply to the bot, but not about anybody.
    Unknown,
    /// It is not for a person.
    Nobody,
}

/// The support chat with the agent who writes in it.
struct Desk<'a> {
    incoming: &'a Incoming,
    chat: &'a TelegramChat,
    row: ChatId,
    agent: &'a Person,
}

impl Desk<'_> {
    fn language(&self) -> crate::texts::Lang {
        agents::language_of(self.agent)
    }

    async fn destination(&self, message: &ReceivedMessage) -> Result<Destination> {
        let Some(replied) = answered(message) else { return Ok(Destination::Nobody) };
        let (tx, bot) = (self.incoming.work.tx(), self.incoming.bot);
        match message_map::find(tx, bot, self.chat.telegram_chat_id, replied).await? {
            Some(place) if place.from_bot => match self.person(place.message_id).await? {
                Some(contact) => Ok(Destination::Person(Box::new(contact))),
                None => Ok(Destination::Unknown),
            },
            // Another agent's message.
            Some(_) => Ok(Destination::Nobody),
            None if !is_from(&message.raw["reply_to_message"], bot) => Ok(Destination::Nobody),
            None => {
                let before = self.incoming.received_at + CLOCK_SLACK;
                let coming = message_map::is_coming(tx, bot, self.row, before).await?;
                Ok(if coming { Destination::NotYet } else { Destination::Unknown })
            }
        }
    }

    /// The contact whom a message in the support chat is about; not the agent who has a contact of their own there.
    async fn person(&self, message: Option<MessageId>) -> Result<Option<contact::Model>> {
        let (tx, tenant) = (self.incoming.work.tx(), self.incoming.tenant);
        let Some(message) = message else { return Ok(None) };
        let Some(message) = messages::by_id(tx, tenant, message).await? else { return Ok(None) };
        let contact = contacts::by_id(tx, tenant, message.contact_id).await?;
        Ok(contact.filter(|contact| contact.bot_id == self.incoming.bot && contact.chat_id != self.row))
    }

    /// Stores the agent's message as an answer and accepts its copy to the person.
    async fn pass_on(
        &self,
        contact: contact::Model,
        message: &ReceivedMessage,
        content: Content,
    ) -> Result<()> {
        let Incoming { work, tenant, bot, integration, .. } = self.incoming;
        let (tx, now) = (work.tx(), work.now);
        let thread = Thread { tenant: *tenant, integration: integration.id, contact: contact.id };
        let conversation = conversations::open(tx, thread, now).await?;
        let user = links::active_of_contact(tx, *tenant, contact.id).await?.map(|link| link.user_id);
        let id = MessageId::new(now);
        let row = message::Model {
            id,
            tenant_id: *tenant,
            conversation_id: Some(conversation.id),
            contact_id: contact.id,
            user_id: user,
            direction: MessageDirection::Outgoing,
            status: MessageStatus::Queued,
            kind: content.kind,
            body: content.words,
            admin_username: Some(agents::display_name(self.agent)),
            failure: None,
            created_at: now,
            updated_at: now,
        };
        messages::insert(tx, row).await?;
        let place = map_row::Model {
            bot_id: *bot,
            telegram_chat_id: self.chat.telegram_chat_id,
            telegram_message_id: message.message_id,
            message_id: Some(id),
            outbox_id: None,
            from_bot: false,
        };
        message_map::insert(tx, place).await?;
        let notice = FailureNotice {
            chat: self.row,
            reply_to_message_id: message.message_id,
            language: self.language().code().to_owned(),
        };
        let copy = json!({"from_chat_id": self.chat.telegram_chat_id, "message_id": message.message_id});
        let answer = Outgoing {
            stream: Stream::Conversation(conversation.id),
            class: Class::Answer,
            message: Some(id),
            on_failure: Some(notice),
            ..Outgoing::new(*bot, contact.chat_id, "copyMessage", copy)
        };
        accept(work, *tenant, answer).await?;
        Ok(())
    }

    /// Answers the agent's message in the support chat.
    async fn say(&self, message: &ReceivedMessage, text: &str) -> Result<()> {
        let reply = json!({"message_id": message.message_id, "allow_sending_without_reply": true});
        let params = json!({"text": text, "reply_parameters": reply});
        let incoming = self.incoming;
        accept(&incoming.work, incoming.tenant, Outgoing::new(incoming.bot, self.row, "sendMessage", params))
            .await?;
        Ok(())
    }
}

/// The message that an agent answered. In a forum whatever is written in a topic "replies" to the topic's beginning.
fn answered(message: &ReceivedMessage) -> Option<i64> {
    let begins_topic = message.raw["reply_to_message"].get("forum_topic_created").is_some();
    message.reply_to_message_id.filter(|_| !begins_topic)
}

fn is_from(message: &Value, bot: i64) -> bool {
    message["from"]["id"].as_i64() == Some(bot)
}
