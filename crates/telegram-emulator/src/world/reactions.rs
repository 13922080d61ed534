//! Reactions. A bot is told of people's reactions only if it asked for `message_reaction`, and in groups only as an
//! administrator; reactions of bots are told to nobody (Bot API, `Update.message_reaction`).

use serde_json::{Value, json};

use super::{Place, World};

impl World {
    /// Replaces the account's reactions to a message. `false`: there is no such message.
    pub(crate) fn react(&mut self, place: Place, id: i64, who: i64, kinds: Vec<Value>) -> bool {
        let Some(chat) = self.chats.get_mut(&place) else { return false };
        let Some(message) = chat.messages.get_mut(&id) else { return false };
        let old = message.reactions.iter().find(|(own, _)| *own == who).map(|(_, old)| old.clone());
        let old = old.unwrap_or_default();
        message.reactions.retain(|(own, _)| *own != who);
        if !kinds.is_empty() {
            message.reactions.push((who, kinds.clone()));
        }
        chat.version += 1;
        if old != kinds && self.users.contains_key(&who) {
            self.tell_reaction(place, id, who, &old, &kinds);
        }
        true
    }

    fn tell_reaction(&mut self, place: Place, id: i64, who: i64, old: &[Value], new: &[Value]) {
        let Some(chat) = self.chats.get(&place) else { return };
        let readers: Vec<i64> = match place {
            Place::Private { bot, .. } => vec![bot],
            Place::Group(_) => {
                self.bots.keys().filter(|bot| chat.status(**bot).is_admin()).copied().collect()
            }
        };
        let body = json!({"chat": self.chat_card(chat), "message_id": id, "user": self.account_card(who),
            "date": self.clock.now(), "old_reaction": old, "new_reaction": new});
        for bot in readers {
            self.push_update(bot, "message_reaction", body.clone(), place.telegram_id());
        }
    }
}
