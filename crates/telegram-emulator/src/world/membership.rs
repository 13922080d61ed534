//! Blocking and unblocking bots, deleting accounts, adding bots and people to groups and removing them. A bot is told of
//! its own standing by `my_chat_member`, which in private chats comes only for block and unblock (Bot API, `Update`), and
//! of people's standing by `chat_member`, if it asked for that.

use serde_json::{Value, json};

use super::{Content, NewMessage, Place, Status, World, member_card};
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
        let old = chat.status(user);
        let new = if admin { Status::Administrator } else { Status::Member };
        chat.members.insert(user, new);
        chat.version += 1;
        self.tell_member(place, user, old, new);
        if !old.is_in() {
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
        let old = chat.status(user);
        if !old.is_in() {
            return Err(SimError::NotAMember(user));
        }
        chat.members.insert(user, Status::Left);
        self.tell_member(place, user, old, Status::Left);
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

    pub(crate) fn creator(&self, group: i64) -> Option<i64> {
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

    /// `my_chat_member`: to the bot whose standing it is.
    pub(super) fn tell_standing(&mut self, place: Place, bot: i64, by: i64, old: Status, new: Status) {
        let Some(body) = self.standing_card(place, bot, by, old, new) else { return };
        self.push_update(bot, "my_chat_member", body, place.telegram_id());
    }

    /// `chat_member`: to bots that are administrators and asked for it (Bot API, `Update.chat_member`).
    fn tell_member(&mut self, place: Place, user: i64, old: Status, new: Status) {
        if old == new {
            return;
        }
        let Some(chat) = self.chats.get(&place) else { return };
        let readers: Vec<i64> =
            self.bots.keys().filter(|bot| chat.status(**bot).is_admin()).copied().collect();
        let Some(body) = self.standing_card(place, user, user, old, new) else { return };
        for bot in readers {
            self.push_update(bot, "chat_member", body.clone(), place.telegram_id());
        }
    }

    /// The `ChatMemberUpdated` object.
    fn standing_card(&self, place: Place, of: i64, by: i64, old: Status, new: Status) -> Option<Value> {
        let chat = self.chats.get(&place)?;
        let card = self.account_card(of)?;
        Some(json!({
            "chat": self.chat_card(chat),
            "from": self.account_card(by),
            "date": self.clock.now(),
            "old_chat_member": member_card(card.clone(), old, None),
            "new_chat_member": member_card(card, new, chat.rights.get(&of)),
        }))
    }
}
