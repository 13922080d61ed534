//! A person's phone, open at one chat: what is written, pressed and read there.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Draft, Seen, Sim};
use crate::{
    error::SimError,
    text,
    world::{NewMessage, Place, World},
};

/// A person in a chat. Cheap to clone; made by [`Sim::private`] and [`Sim::in_group`].
#[derive(Clone, Debug)]
pub struct Phone {
    sim: Sim,
    /// The person.
    pub user: i64,
    /// The chat.
    pub place: Place,
}

impl Phone {
    pub(crate) fn new(sim: Sim, user: i64, place: Place) -> Self {
        Phone { sim, user, place }
    }

    /// Sends a text. Returns the message's id, as do the methods below.
    pub fn say(&self, text: impl Into<String>) -> Result<i64, SimError> {
        self.send(Draft::text(text))
    }

    /// Replies to a message of this chat with a text.
    pub fn reply(&self, to: i64, text: impl Into<String>) -> Result<i64, SimError> {
        self.send(Draft::text(text).reply_to(to))
    }

    /// Sends anything.
    pub fn send(&self, draft: Draft) -> Result<i64, SimError> {
        self.sim.core.write(|world| {
            self.may_write(world)?;
            let chat = world.ensure_chat(self.place);
            if let Some(id) = draft.reply_to
                && !chat.messages.contains_key(&id)
            {
                return Err(SimError::UnknownMessage(id));
            }
            let content = complete(world, draft.content);
            let new = NewMessage { reply_to: draft.reply_to, ..NewMessage::of(content) };
            Ok(world.post(self.place, self.user, new))
        })
    }

    /// Edits an own message; the bot gets `edited_message`.
    pub fn edit(&self, message_id: i64, draft: Draft) -> Result<(), SimError> {
        self.sim.core.write(|world| {
            self.may_write(world)?;
            let chat = world.ensure_chat(self.place);
            match chat.messages.get(&message_id) {
                Some(message) if message.from == self.user => {}
                Some(_) => return Err(SimError::Invalid("only one's own messages can be edited".into())),
                None => return Err(SimError::UnknownMessage(message_id)),
            }
            let content = complete(world, draft.content);
            world.change(self.place, message_id, content, None);
            Ok(())
        })
    }

    /// Deletes a message; bots are not told.
    pub fn delete(&self, message_id: i64) -> Result<(), SimError> {
        match self.sim.core.write(|world| world.remove(self.place, message_id)) {
            true => Ok(()),
            false => Err(SimError::UnknownMessage(message_id)),
        }
    }

    /// Presses the button with this text or callback data. Returns the callback query's id, to be passed to
    /// [`Sim::callback_answer`].
    pub fn press(&self, message_id: i64, button: &str) -> Result<String, SimError> {
        self.sim.core.write(|world| {
            self.may_write(world)?;
            let chat = world.chats.get(&self.place).ok_or(SimError::UnknownMessage(message_id))?;
            let message = chat.messages.get(&message_id).ok_or(SimError::UnknownMessage(message_id))?;
            let seen = super::see(world, chat, message);
            let data = seen.button(button).and_then(|button| button.data.clone());
            let data = data.ok_or_else(|| SimError::UnknownButton(button.to_owned()))?;
            let (bot, instance, card) =
                (message.from, chat.instance, world.message_card(chat, message, true));
            let id = world.open_query(bot, self.place);
            let from = world.account_card(self.user);
            let query = json!({"id": id, "from": from, "message": card, "chat_instance": instance.to_string(),
                "data": data});
            world.push_update(bot, "callback_query", query, self.user);
            Ok(id)
        })
    }

    /// Blocks the bot of this private chat.
    pub fn block(&self) -> Result<(), SimError> {
        self.set_blocked(true)
    }

    /// Unblocks the bot of this private chat.
    pub fn unblock(&self) -> Result<(), SimError> {
        self.set_blocked(false)
    }

    /// Everything in this chat, oldest first.
    pub fn messages(&self) -> Vec<Seen> {
        self.sim.transcript(self.place)
    }

    /// The newest message that a bot wrote here.
    pub fn last_from_bot(&self) -> Option<Seen> {
        self.messages().into_iter().rfind(Seen::is_from_bot)
    }

    /// The first message that `wanted` accepts, waiting for it up to `timeout`. It sees the whole chat each time, edits
    /// included.
    pub async fn wait_for(&self, timeout: Duration, wanted: impl Fn(&Seen) -> bool) -> Option<Seen> {
        self.sim.wait_for(timeout, |_| self.messages().into_iter().find(|seen| wanted(seen))).await
    }

    /// The first message after `after` that a bot wrote, waiting for it up to `timeout`.
    pub async fn wait_for_bot(&self, after: i64, timeout: Duration) -> Option<Seen> {
        self.wait_for(timeout, |seen| seen.message_id > after && seen.is_from_bot()).await
    }

    fn set_blocked(&self, blocked: bool) -> Result<(), SimError> {
        let Place::Private { bot, .. } = self.place else {
            return Err(SimError::Invalid("only a private chat can be blocked".into()));
        };
        self.sim.core.write(|world| world.set_blocked(self.user, bot, blocked))
    }

    fn may_write(&self, world: &World) -> Result<(), SimError> {
        if world.user(self.user)?.deactivated {
            return Err(SimError::Deactivated);
        }
        match self.place {
            Place::Private { bot, .. } => {
                world.bot(bot)?;
                let blocked = world.chats.get(&self.place).is_some_and(|chat| chat.blocked);
                if blocked { Err(SimError::Blocked) } else { Ok(()) }
            }
            Place::Group(id) => {
                let chat = world.chats.get(&self.place).ok_or(SimError::UnknownGroup(id))?;
                if chat.status(self.user).is_in() { Ok(()) } else { Err(SimError::NotAMember(self.user)) }
            }
        }
    }
}

/// Adds what the client would: file ids to media, found entities to a text that came without any.
fn complete(world: &mut World, mut content: crate::world::Content) -> crate::world::Content {
    const MEDIA: &[&str] =
        &["photo", "document", "voice", "audio", "video", "animation", "video_note", "sticker"];
    for key in MEDIA {
        match content.get_mut(*key) {
            Some(Value::Array(sizes)) => sizes.iter_mut().for_each(|size| name_file(world, size)),
            Some(file @ Value::Object(_)) => name_file(world, file),
            _ => {}
        }
    }
    for (key, entities) in [("text", "entities"), ("caption", "caption_entities")] {
        let Some(words) = content.get(key).and_then(Value::as_str) else { continue };
        if !content.contains_key(entities) {
            let found = text::found_entities(words, &[]);
            if !found.is_empty() {
                content.insert(entities.into(), json!(found));
            }
        }
    }
    content
}

fn name_file(world: &mut World, file: &mut Value) {
    if file.get("file_id").is_none() {
        let text = |key: &str| file.get(key).and_then(Value::as_str).map(str::to_owned);
        let stored = world.add_file(text("file_name"), text("mime_type"), 10_240);
        file["file_id"] = json!(stored.file_id);
        file["file_unique_id"] = json!(stored.unique_id);
        file["file_size"] = json!(stored.size);
    }
}
