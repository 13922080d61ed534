//! What an administrator may do, right by right, and the `ChatMember` object that says so.
//!
//! A new administrator has every right but the two that Telegram's apps leave off too; `World::set_rights` chooses them
//! one by one. The creator may do everything, a member what the group lets anybody do.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Chat, GroupKind, Place, Status, World};
use crate::error::SimError;

/// `ChatMemberAdministrator`'s rights, and whether a new administrator has them.
const RIGHTS: &[(&str, bool)] = &[
    ("is_anonymous", false),
    ("can_manage_chat", true),
    ("can_delete_messages", true),
    ("can_manage_video_chats", true),
    ("can_restrict_members", true),
    ("can_promote_members", false),
    ("can_change_info", true),
    ("can_invite_users", true),
    ("can_post_stories", true),
    ("can_edit_stories", true),
    ("can_delete_stories", true),
    ("can_send_welcome_messages", true),
    ("can_pin_messages", true),
    ("can_manage_topics", true),
];

pub(crate) type Rights = BTreeSet<String>;

impl Chat {
    /// Whether the account is an administrator with this right.
    pub(crate) fn can(&self, account: i64, right: &str) -> bool {
        match self.status(account) {
            Status::Creator => true,
            Status::Administrator => has(self.rights.get(&account), right),
            // Basic groups let every member pin.
            Status::Member => right == "can_pin_messages" && self.group == Some(GroupKind::Group),
            _ => false,
        }
    }
}

impl World {
    /// Makes the account an administrator with exactly these rights (`can_manage_chat` comes with any).
    pub(crate) fn set_rights(&mut self, group: i64, account: i64, rights: &[&str]) -> Result<(), SimError> {
        if let Some(unknown) = rights.iter().find(|name| !RIGHTS.iter().any(|(own, _)| own == *name)) {
            return Err(SimError::Invalid(format!("there is no right {unknown}")));
        }
        let mut rights: Rights = rights.iter().map(|name| (*name).to_owned()).collect();
        rights.insert("can_manage_chat".into());
        let was_admin = self.group_mut(group)?.status(account) == Status::Administrator;
        if self.bots.contains_key(&account) {
            self.add_bot(group, account, true, None)?;
        } else {
            self.add_member(group, account, true)?;
        }
        let chat = self.group_mut(group)?;
        let changed = chat.rights.insert(account, rights.clone()).as_ref() != Some(&rights);
        chat.version += 1;
        if was_admin
            && changed
            && self.bots.contains_key(&account)
            && let Some(by) = self.creator(group)
        {
            let admin = Status::Administrator;
            self.tell_standing(Place::Group(group), account, by, admin, admin);
        }
        Ok(())
    }
}

fn has(rights: Option<&Rights>, right: &str) -> bool {
    match rights {
        Some(rights) => rights.contains(right),
        None => RIGHTS.iter().any(|(name, usual)| *name == right && *usual),
    }
}

/// `ChatMember` of an account; `rights` as [`World::set_rights`] chose them.
pub(crate) fn member_card(account: Value, status: Status, rights: Option<&Rights>) -> Value {
    let mut card = json!({"user": account, "status": status.name()});
    match status {
        Status::Creator => card["is_anonymous"] = json!(false),
        Status::Administrator => {
            card["can_be_edited"] = json!(false);
            for (name, _) in RIGHTS {
                card[*name] = json!(has(rights, name));
            }
        }
        Status::Kicked => card["until_date"] = json!(0),
        Status::Member | Status::Left => {}
    }
    card
}
