//! Which bot gets which update. Called after each change that a person made; what a bot does is told to nobody.
//!
//! In groups a bot in privacy mode sees commands that are not for another bot, replies to its own messages, and
//! service messages; administrators and bots without privacy mode see everything (core.telegram.org/bots/features,
//! "Privacy mode").

use serde_json::{Value, json};

use super::{Bot, Chat, Message, Place, World, is_service};
use crate::{core::lock, error::SimError, faults::FaultKind};

impl World {
    pub(crate) fn tell_bots(&mut self, place: Place, id: i64, kind: &str) {
        let Some(chat) = self.chats.get(&place) else { return };
        let Some(message) = chat.messages.get(&id) else { return };
        if self.bots.contains_key(&message.from) {
            return;
        }
        let readers: Vec<i64> = match place {
            Place::Private { bot, .. } => vec![bot],
            Place::Group(_) => {
                self.bots.values().filter(|bot| sees(bot, chat, message)).map(|bot| bot.id).collect()
            }
        };
        if readers.is_empty() {
            return;
        }
        let body = self.message_card(chat, message, true);
        for bot in readers {
            self.push_update(bot, kind, body.clone(), place.telegram_id());
        }
    }

    /// Queues one update. Returns its id, or `None` if the bot did not ask for this kind.
    pub(crate) fn push_update(&mut self, bot: i64, kind: &str, body: Value, lane: i64) -> Option<i64> {
        let now = self.clock.now_ms();
        let inbox = &mut self.bots.get_mut(&bot)?.inbox;
        if !inbox.wants(kind) {
            return None;
        }
        // Callback queries stand in the lane of their user.
        let chat = body.pointer("/message/chat/id").and_then(Value::as_i64).unwrap_or(lane);
        match lock(&self.faults).take_update(bot, kind, chat) {
            Some(FaultKind::UnknownUpdate) => {
                inbox.push("unheard_of", json!({"depth": 3}), lane, now);
                inbox.push(kind, body, lane, now)
            }
            Some(FaultKind::DuplicateUpdate) => {
                let id = inbox.push(kind, body, lane, now);
                inbox.repeat_last();
                id
            }
            Some(FaultKind::ReorderUpdate) => inbox.hold(kind, body, lane, now),
            _ => inbox.push(kind, body, lane, now),
        }
    }

    /// Queues an update exactly as given; `update_id` is set if it has none.
    pub(crate) fn push_raw_update(&mut self, bot: i64, update: Value) -> Result<i64, SimError> {
        let now = self.clock.now_ms();
        let bot = self.bots.get_mut(&bot).ok_or_else(|| SimError::UnknownBot(bot.to_string()))?;
        let Value::Object(fields) = update else {
            return Err(SimError::Invalid("an update is a JSON object".into()));
        };
        let given = fields.get("update_id").and_then(Value::as_i64);
        let id = given.unwrap_or(bot.inbox.next_id);
        bot.inbox.push_whole(id, Value::Object(fields), now);
        Ok(id)
    }
}

fn sees(bot: &Bot, chat: &Chat, message: &Message) -> bool {
    let status = chat.status(bot.id);
    if !status.is_in() {
        return false;
    }
    if status.is_admin() || !bot.privacy || is_service(&message.content) {
        return true;
    }
    let replies_to_bot =
        message.reply_to.and_then(|id| chat.messages.get(&id)).is_some_and(|target| target.from == bot.id);
    replies_to_bot || is_command_for(bot, &message.content)
}

/// `/start` and `/start@this_bot`, not `/start@another_bot`.
fn is_command_for(bot: &Bot, content: &super::Content) -> bool {
    let text =
        content.get("text").or_else(|| content.get("caption")).and_then(Value::as_str).unwrap_or_default();
    let Some(command) = text.strip_prefix('/').and_then(|rest| rest.split_whitespace().next()) else {
        return false;
    };
    match command.split_once('@') {
        Some((_, name)) => name.eq_ignore_ascii_case(&bot.username),
        None => true,
    }
}

impl super::inbox::Inbox {
    fn push_whole(&mut self, id: i64, mut update: Value, now_ms: i64) {
        update["update_id"] = json!(id);
        self.next_id = self.next_id.max(id) + i64::from(id >= self.next_id);
        self.queue.push_back(super::Entry::whole(id, update, now_ms));
        self.wake.notify_waiters();
    }
}
