//! Finding accounts and chats, and rendering them: who may a bot write to, and what does a message look like to it.

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{Bot, Chat, GroupKind, Message, Place, Status, User, World, people::bot_id};
use crate::{
    error::{ApiError, SimError},
    error_texts as texts,
};

impl World {
    pub(crate) fn user(&self, id: i64) -> Result<&User, SimError> {
        self.users.get(&id).ok_or_else(|| SimError::UnknownUser(id.to_string()))
    }

    pub(crate) fn user_mut(&mut self, id: i64) -> Result<&mut User, SimError> {
        self.users.get_mut(&id).ok_or_else(|| SimError::UnknownUser(id.to_string()))
    }

    pub(crate) fn group_mut(&mut self, id: i64) -> Result<&mut Chat, SimError> {
        self.chats.get_mut(&Place::Group(id)).ok_or(SimError::UnknownGroup(id))
    }

    pub(crate) fn bot(&self, id: i64) -> Result<&Bot, SimError> {
        self.bots.get(&id).ok_or_else(|| SimError::UnknownBot(id.to_string()))
    }

    pub(crate) fn bot_by_token(&self, token: &str) -> Option<&Bot> {
        self.bots.get(&bot_id(token)?).filter(|bot| bot.token.expose_secret() == token)
    }

    pub(crate) fn bot_by_name(&self, username: &str) -> Option<&Bot> {
        let name = username.trim_start_matches('@');
        self.bots.values().find(|bot| bot.username.eq_ignore_ascii_case(name))
    }

    pub(crate) fn user_by_name(&self, username: &str) -> Option<&User> {
        let name = username.trim_start_matches('@');
        self.users
            .values()
            .find(|user| user.username.as_deref().is_some_and(|u| u.eq_ignore_ascii_case(name)))
    }

    /// The `User` object of a person or a bot.
    pub(crate) fn account_card(&self, id: i64) -> Option<Value> {
        self.users.get(&id).map(User::card).or_else(|| self.bots.get(&id).map(Bot::card))
    }

    pub(crate) fn chat_card(&self, chat: &Chat) -> Value {
        match chat.place {
            Place::Private { user, .. } => {
                self.users.get(&user).map_or_else(|| json!({"id": user}), User::chat_card)
            }
            Place::Group(_) => chat.group_card(),
        }
    }

    /// The chat that a bot's `chat_id` names, whether or not it may write there.
    pub(crate) fn find_chat(&self, bot: i64, chat_id: &str) -> Result<Place, ApiError> {
        if chat_id.is_empty() {
            return Err(texts::CHAT_ID_EMPTY.into());
        }
        if let Some(name) = chat_id.strip_prefix('@') {
            return self
                .chats
                .values()
                .find(|chat| chat.username.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name)))
                .map(|chat| chat.place)
                .ok_or_else(|| texts::CHAT_NOT_FOUND.into());
        }
        let id: i64 = chat_id.trim().parse().map_err(|_| texts::CHAT_NOT_FOUND)?;
        if self.bots.contains_key(&id) {
            return Err(texts::BOT_TO_BOT.into());
        }
        let place = if id > 0 { Place::private(id, bot) } else { Place::Group(id) };
        match (self.chats.get(&place), place) {
            (Some(_), Place::Private { .. }) => Ok(place),
            (Some(chat), Place::Group(_)) if chat.members.contains_key(&bot) => Ok(place),
            (None, Place::Private { user, .. }) if self.has_met(bot, user) => {
                Err(texts::CANT_INITIATE.into())
            }
            _ => Err(texts::CHAT_NOT_FOUND.into()),
        }
    }

    /// A bot knows a user whom it saw in a group.
    fn has_met(&self, bot: i64, user: i64) -> bool {
        self.chats.values().any(|chat| chat.members.contains_key(&bot) && chat.members.contains_key(&user))
    }

    /// The chat that a bot's `chat_id` names, if it may write there now.
    pub(crate) fn open_chat(&self, bot: i64, chat_id: &str) -> Result<Place, ApiError> {
        let place = self.find_chat(bot, chat_id)?;
        let Some(chat) = self.chats.get(&place) else { return Err(texts::CHAT_NOT_FOUND.into()) };
        if let Place::Private { user, .. } = place {
            if self.users.get(&user).is_none_or(|user| user.deactivated) {
                return Err(texts::DEACTIVATED.into());
            }
            if chat.blocked {
                return Err(texts::BLOCKED.into());
            }
            return Ok(place);
        }
        if let Some(id) = chat.migrated_to {
            return Err(ApiError { migrate_to_chat_id: Some(id), ..texts::UPGRADED.into() });
        }
        if chat.deleted {
            return Err(texts::GROUP_DELETED.into());
        }
        let basic = chat.group == Some(GroupKind::Group);
        match chat.status(bot) {
            Status::Kicked if basic => Err(texts::KICKED_GROUP.into()),
            Status::Kicked => Err(texts::KICKED_SUPERGROUP.into()),
            Status::Left if basic => Err(texts::NOT_MEMBER_GROUP.into()),
            Status::Left => Err(texts::NOT_MEMBER_SUPERGROUP.into()),
            _ => Ok(place),
        }
    }

    /// The `Message` object; `reply_to_message` is embedded one level deep, as Telegram does it.
    pub(crate) fn message_card(&self, chat: &Chat, message: &Message, with_reply: bool) -> Value {
        let mut card = message.content.clone();
        card.insert("message_id".into(), json!(message.id));
        if let Some(from) = self.account_card(message.from) {
            card.insert("from".into(), from);
        }
        card.insert("chat".into(), self.chat_card(chat));
        card.insert("date".into(), json!(message.date));
        if let Some(date) = message.edit_date {
            card.insert("edit_date".into(), json!(date));
        }
        if let Some(markup) =
            message.reply_markup.as_ref().filter(|markup| markup.get("inline_keyboard").is_some())
        {
            card.insert("reply_markup".into(), markup.clone());
        }
        if let Some(thread) = message.thread {
            card.insert("message_thread_id".into(), json!(thread));
            card.insert("is_topic_message".into(), json!(true));
        }
        // What answers nothing in a topic answers the message that opened it; clients see it so, too.
        let answered = message.reply_to.or(message.thread.filter(|root| *root != message.id));
        if with_reply && let Some(target) = answered.and_then(|id| chat.messages.get(&id)) {
            card.insert("reply_to_message".into(), self.message_card(chat, target, false));
        }
        Value::Object(card)
    }

    /// Where a message came from, as a forward of it says.
    pub(crate) fn origin_card(&self, message: &Message) -> Value {
        if let Some(origin) = message.content.get("forward_origin") {
            return origin.clone();
        }
        match self.user(message.from) {
            Ok(user) if user.hides_forwards => {
                json!({"type": "hidden_user", "date": message.date, "sender_user_name": user.full_name()})
            }
            _ => {
                json!({"type": "user", "date": message.date, "sender_user": self.account_card(message.from)})
            }
        }
    }

    pub(crate) fn message_json(&self, place: Place, id: i64) -> Option<Value> {
        let chat = self.chats.get(&place)?;
        chat.messages.get(&id).map(|message| self.message_card(chat, message, true))
    }
}
