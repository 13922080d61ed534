//! Putting messages into chats, changing and removing them. The one way in for people and bots alike: whoever is
//! allowed to was decided by the caller; from here on nothing fails.

use super::{Chat, Content, Message, NewMessage, Place, World};

impl World {
    /// Stores a message and tells the bots that may see it. Returns its id.
    pub(crate) fn post(&mut self, place: Place, from: i64, mut new: NewMessage) -> i64 {
        self.fill_mentions(&mut new.content);
        self.ensure_chat(place);
        let id = self.next_message_id(place);
        let message = Message {
            id,
            date: self.clock.now(),
            edit_date: None,
            from,
            reply_to: new.reply_to,
            thread: new.thread,
            content: new.content,
            reply_markup: new.reply_markup,
            reactions: Vec::new(),
        };
        let kept = self.chat_messages;
        if let Some(chat) = self.chats.get_mut(&place) {
            chat.messages.insert(id, message);
            chat.version += 1;
            if chat.action.as_ref().is_some_and(|(who, ..)| *who == from) {
                chat.action = None;
            }
            while chat.messages.len() > kept {
                chat.messages.pop_first();
            }
        }
        self.tell_bots(place, id, "message");
        id
    }

    /// Replaces content and markup; a person's edit is told to the bots.
    pub(crate) fn change(
        &mut self,
        place: Place,
        id: i64,
        mut content: Content,
        markup: Option<serde_json::Value>,
    ) {
        self.fill_mentions(&mut content);
        let now = self.clock.now();
        if let Some(chat) = self.chats.get_mut(&place)
            && let Some(message) = chat.messages.get_mut(&id)
        {
            message.content = content;
            message.reply_markup = markup;
            message.edit_date = Some(now);
            chat.version += 1;
        }
        self.tell_bots(place, id, "edited_message");
    }

    pub(crate) fn remove(&mut self, place: Place, id: i64) -> bool {
        self.chats.get_mut(&place).is_some_and(|chat| {
            chat.version += 1;
            chat.pinned.retain(|pinned| *pinned != id);
            chat.messages.remove(&id).is_some()
        })
    }

    /// A private chat comes into being with its first message.
    pub(crate) fn ensure_chat(&mut self, place: Place) -> &mut Chat {
        let instance = if self.chats.contains_key(&place) { 0 } else { self.random_id() };
        self.chats.entry(place).or_insert_with(|| Chat::new(place, instance))
    }

    /// The id that the next message of this chat gets.
    pub(crate) fn peek_message_id(&self, place: Place) -> i64 {
        match place {
            Place::Private { bot, .. } => self.bots.get(&bot).map_or(0, |bot| bot.next_message_id),
            Place::Group(_) => self.chats.get(&place).map_or(0, |chat| chat.next_message_id),
        }
    }

    fn next_message_id(&mut self, place: Place) -> i64 {
        let next = match place {
            Place::Private { bot, .. } => self.bots.get_mut(&bot).map(|bot| &mut bot.next_message_id),
            Place::Group(_) => self.chats.get_mut(&place).map(|chat| &mut chat.next_message_id),
        };
        match next {
            Some(next) => {
                let id = *next;
                *next += 1;
                id
            }
            None => 0,
        }
    }
}
