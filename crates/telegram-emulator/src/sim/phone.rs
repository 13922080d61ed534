//! A person's phone, open at one chat: what is written, pressed and read there.

use std::time::Duration;

use serde_json::json;

use super::{Draft, Seen, Sim, completion::complete};
use crate::{
    error::SimError,
    world::{Chat, NewMessage, Place, World},
};

/// A person in a chat. Cheap to clone; made by [`Sim::private`] and [`Sim::in_group`].
#[derive(Clone, Debug)]
pub struct Phone {
    sim: Sim,
    /// The person.
    pub user: i64,
    /// The chat.
    pub place: Place,
    topic: Option<i64>,
}

impl Phone {
    pub(crate) fn new(sim: Sim, user: i64, place: Place) -> Self {
        Phone { sim, user, place, topic: None }
    }

    /// The same chat, open at this topic; `0` or `1` is General.
    pub fn in_topic(&self, thread: i64) -> Self {
        Phone { topic: Some(thread).filter(|thread| *thread > 1), ..self.clone() }
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
            let thread = self.thread(chat, draft.reply_to)?;
            let reply_to = draft.reply_to;
            let content = complete(world, draft);
            Ok(world.post(self.place, self.user, NewMessage { reply_to, thread, ..NewMessage::of(content) }))
        })
    }

    /// Sends several files as one album: each is a message of its own. Returns their ids.
    pub fn album(&self, drafts: Vec<Draft>) -> Result<Vec<i64>, SimError> {
        if !(2..=10).contains(&drafts.len()) {
            return Err(SimError::Invalid("an album has two to ten items".into()));
        }
        let group = self.sim.core.write_quietly(World::random_group_id);
        let grouped = |draft: Draft| self.send(draft.with(json!({"media_group_id": group})));
        drafts.into_iter().map(grouped).collect()
    }

    /// Reacts with these emoji instead of earlier ones; none takes the reaction back. Bots that asked for it are told.
    pub fn react(&self, message_id: i64, emoji: &[&str]) -> Result<(), SimError> {
        let kinds = emoji.iter().map(|emoji| json!({"type": "emoji", "emoji": emoji})).collect();
        self.sim.core.write(|world| {
            self.may_write(world)?;
            let found = world.react(self.place, message_id, self.user, kinds);
            if found { Ok(()) } else { Err(SimError::UnknownMessage(message_id)) }
        })
    }

    /// Pins a message.
    pub fn pin(&self, message_id: i64) -> Result<(), SimError> {
        self.sim.core.write(|world| {
            self.may_write(world)?;
            let found = world.pin(self.place, message_id, self.user);
            if found { Ok(()) } else { Err(SimError::UnknownMessage(message_id)) }
        })
    }

    /// Edits an own message; the bot gets `edited_message`.
    pub fn edit(&self, message_id: i64, draft: Draft) -> Result<(), SimError> {
        self.sim.core.write(|world| {
            self.may_write(world)?;
            let chat = world.ensure_chat(self.place);
            let group = match chat.messages.get(&message_id) {
                Some(message) if message.from == self.user => message.content.get("media_group_id").cloned(),
                Some(_) => return Err(SimError::Invalid("only one's own messages can be edited".into())),
                None => return Err(SimError::UnknownMessage(message_id)),
            };
            let mut content = complete(world, draft);
            if let Some(group) = group {
                content.insert("media_group_id".into(), group);
            }
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

    /// Where a new message goes: the topic of what it answers, or the one that is open.
    fn thread(&self, chat: &Chat, reply_to: Option<i64>) -> Result<Option<i64>, SimError> {
        let thread = match reply_to {
            Some(id) => chat.messages.get(&id).ok_or(SimError::UnknownMessage(id))?.thread,
            None => self.topic,
        };
        if thread.is_some_and(|id| !chat.topics.contains_key(&id)) {
            return Err(SimError::Invalid("there is no such topic".into()));
        }
        if chat.is_closed(thread) && !chat.can(self.user, "can_manage_topics") {
            return Err(SimError::Invalid("this topic is closed".into()));
        }
        Ok(thread)
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
