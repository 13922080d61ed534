//! Blocking and unblocking bots, deleting accounts, adding bots to groups and removing them. Each tells the bot by
//! `my_chat_member`; in private chats that update comes only for block and unblock (Bot API, `Update`).

use serde_json::{Value, json};

use super::{Content, NewMessage, Place, Status, World, people::member_card};
use crate::error::SimError;

impl World {
    /// Blocks or unblocks. Doing it twice changes nothing.
    pub(crate) fn set_blocked(&mut self, user: i64, bot: i64, blocked: bool) -> Result<(), SimError> {
        self.user(user)?;
        self.bot(bot)?;
        let place = Place::private(user, bot);
        let chat = self.ensure_chat(place);
        if chat.blocked == blocked {
            return Ok(());
        }
        chat.blocked = blocked;
        chat.version += 1;
        let (old, new) =
            if blocked { (Status::Member, Status::Kicked) } else { (Status::Kicked, Status::Member) };
        self.tell_standing(place, bot, user, old, new);
        Ok(())
    }

    pub(crate) fn deactivate(&mut self, user: i64) -> Result<(), SimError> {
        let user = self.user_mut(user)?;
        user.deactivated = true;
        user.first_name = String::new();
        user.last_name = None;
        user.username = None;
        Ok(())
    }

    pub(crate) fn add_bot(
        &mut self,
        group: i64,
        bot: i64,
        admin: bool,
        by: Option<i64>,
    ) -> Result<(), SimError> {
        let card = self.bot(bot)?.card();
        let new = if admin { Status::Administrator } else { Status::Member };
        let old = self.set_status(group, bot, new, by)?;
        if !old.is_in()
            && let Some(by) = by.or_else(|| self.creator(group))
        {
            let mut content = Content::new();
            content.insert("new_chat_members".into(), json!([card]));
            self.post(Place::Group(group), by, NewMessage::of(content));
        }
        Ok(())
    }

    /// `kicked`, or merely removed. The bot gets `my_chat_member` and nothing else from this group afterwards.
    pub(crate) fn remove_bot(
        &mut self,
        group: i64,
        bot: i64,
        kicked: bool,
        by: Option<i64>,
    ) -> Result<(), SimError> {
        self.bot(bot)?;
        let new = if kicked { Status::Kicked } else { Status::Left };
        self.set_status(group, bot, new, by).map(|_| ())
    }

    pub(crate) fn add_member(&mut self, group: i64, user: i64, admin: bool) -> Result<(), SimError> {
        let card = self.user(user)?.card();
        let place = Place::Group(group);
        let chat = self.chats.get_mut(&place).ok_or(SimError::UnknownGroup(group))?;
        let known = chat.status(user).is_in();
        chat.members.insert(user, if admin { Status::Administrator } else { Status::Member });
        if !known {
            let mut content = Content::new();
            content.insert("new_chat_members".into(), json!([card]));
            self.post(place, user, NewMessage::of(content));
        }
        Ok(())
    }

    pub(crate) fn remove_member(&mut self, group: i64, user: i64) -> Result<(), SimError> {
        let card = self.user(user)?.card();
        let place = Place::Group(group);
        let chat = self.chats.get_mut(&place).ok_or(SimError::UnknownGroup(group))?;
        if !chat.status(user).is_in() {
            return Err(SimError::NotAMember(user));
        }
        chat.members.insert(user, Status::Left);
        let mut content = Content::new();
        content.insert("left_chat_member".into(), card);
        self.post(place, user, NewMessage::of(content));
        Ok(())
    }

    fn set_status(&mut self, group: i64, bot: i64, new: Status, by: Option<i64>) -> Result<Status, SimError> {
        let by = by.or_else(|| self.creator(group));
        let place = Place::Group(group);
        let chat = self.chats.get_mut(&place).ok_or(SimError::UnknownGroup(group))?;
        let old = chat.status(bot);
        chat.members.insert(bot, new);
        chat.version += 1;
        if old != new
            && let Some(by) = by
        {
            self.tell_standing(place, bot, by, old, new);
        }
        Ok(old)
    }

    fn creator(&self, group: i64) -> Option<i64> {
        let chat = self.chats.get(&Place::Group(group))?;
        let is_user = |id: &&i64| self.users.contains_key(id);
        chat.members
            .iter()
            .find(|(_, status)| **status == Status::Creator)
            .map(|(id, _)| id)
            .filter(is_user)
            .copied()
            .or_else(|| chat.members.keys().find(is_user).copied())
    }

    fn tell_standing(&mut self, place: Place, bot: i64, by: i64, old: Status, new: Status) {
        let Some(chat) = self.chats.get(&place) else { return };
        let card = self.account_card(bot).unwrap_or(Value::Null);
        let body = json!({
            "chat": self.chat_card(chat),
            "from": self.account_card(by),
            "date": self.clock.now(),
            "old_chat_member": member_card(card.clone(), old),
            "new_chat_member": member_card(card, new),
        });
        self.push_update(bot, "my_chat_member", body, place.telegram_id());
    }
}
