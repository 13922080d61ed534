//! A chat: who is in it, and its messages, the oldest of which are forgotten.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    message::{Message, Place},
    rights::Rights,
    topics::{General, Topic},
};

/// What sort of group it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// A basic group: a small negative id.
    Group,
    /// A supergroup: an id below -1000000000000.
    #[default]
    Supergroup,
}

/// Somebody's standing in a group, as `ChatMember.status` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Creator,
    Administrator,
    Member,
    Left,
    Kicked,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Status::Creator => "creator",
            Status::Administrator => "administrator",
            Status::Member => "member",
            Status::Left => "left",
            Status::Kicked => "kicked",
        }
    }

    pub(crate) fn is_in(self) -> bool {
        matches!(self, Status::Creator | Status::Administrator | Status::Member)
    }

    pub(crate) fn is_admin(self) -> bool {
        matches!(self, Status::Creator | Status::Administrator)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Chat {
    pub(crate) place: Place,
    /// `None`: a private chat.
    pub(crate) group: Option<GroupKind>,
    pub(crate) title: String,
    pub(crate) username: Option<String>,
    /// People and bots, with their standing. Empty for a private chat.
    pub(crate) members: BTreeMap<i64, Status>,
    /// Administrators whose rights were chosen one by one.
    pub(crate) rights: BTreeMap<i64, Rights>,
    /// Whether it has topics.
    pub(crate) forum: bool,
    pub(crate) topics: BTreeMap<i64, Topic>,
    pub(crate) general: General,
    /// Pinned messages, the newest pin last.
    pub(crate) pinned: Vec<i64>,
    pub(crate) messages: BTreeMap<i64, Message>,
    pub(crate) next_message_id: i64,
    /// Private chats: the person blocked the bot.
    pub(crate) blocked: bool,
    pub(crate) deleted: bool,
    pub(crate) migrated_to: Option<i64>,
    /// `callback_query.chat_instance`.
    pub(crate) instance: i64,
    /// The bot that is typing, the action, and until when (milliseconds).
    pub(crate) action: Option<(i64, String, i64)>,
    /// Grows with each change, so that watchers know what to fetch anew.
    pub(crate) version: u64,
}

impl Chat {
    pub(crate) fn new(place: Place, instance: i64) -> Self {
        Chat {
            place,
            group: None,
            title: String::new(),
            username: None,
            members: BTreeMap::new(),
            rights: BTreeMap::new(),
            forum: false,
            topics: BTreeMap::new(),
            general: General::default(),
            pinned: Vec::new(),
            messages: BTreeMap::new(),
            next_message_id: 1,
            blocked: false,
            deleted: false,
            migrated_to: None,
            instance,
            action: None,
            version: 0,
        }
    }

    /// The id by which a bot knows this chat.
    pub(crate) fn telegram_id(&self) -> i64 {
        self.place.telegram_id()
    }

    pub(crate) fn status(&self, account: i64) -> Status {
        self.members.get(&account).copied().unwrap_or(Status::Left)
    }

    /// The `Chat` object of a group.
    pub(crate) fn group_card(&self) -> Value {
        let kind = match self.group {
            Some(GroupKind::Group) => "group",
            _ => "supergroup",
        };
        let mut card = json!({"id": self.telegram_id(), "type": kind, "title": self.title});
        if let Some(username) = &self.username {
            card["username"] = json!(username);
        }
        if self.forum {
            card["is_forum"] = json!(true);
        }
        card
    }
}
