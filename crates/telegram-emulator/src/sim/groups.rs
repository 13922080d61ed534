//! Groups from the people's side: members and their rights, topics, the upgrade to a supergroup; and business
//! connections.

use super::{NewGroup, Sim};
use crate::{
    error::SimError,
    world::{COLOURS, Place, Topic},
};

impl Sim {
    /// Makes a group. Returns its id.
    pub fn create_group(&self, group: NewGroup) -> Result<i64, SimError> {
        self.core.write(|world| world.create_group(group.into()))
    }

    /// Adds a bot to a group, or changes its rights.
    pub fn add_bot(&self, group: i64, bot: i64, admin: bool) -> Result<(), SimError> {
        self.core.write(|world| world.add_bot(group, bot, admin, None))
    }

    /// Kicks a bot out of a group.
    pub fn kick_bot(&self, group: i64, bot: i64) -> Result<(), SimError> {
        self.core.write(|world| world.remove_bot(group, bot, true, None))
    }

    /// Adds a person to a group.
    pub fn add_member(&self, group: i64, user: i64, admin: bool) -> Result<(), SimError> {
        self.core.write(|world| world.add_member(group, user, admin))
    }

    /// Removes a person from a group.
    pub fn remove_member(&self, group: i64, user: i64) -> Result<(), SimError> {
        self.core.write(|world| world.remove_member(group, user))
    }

    /// Makes a bot or a person an administrator with exactly these rights, by their Bot API names: `can_pin_messages`, …
    pub fn promote(&self, group: i64, account: i64, rights: &[&str]) -> Result<(), SimError> {
        self.core.write(|world| world.set_rights(group, account, rights))
    }

    /// Deletes a group: bots get 403 `the group chat was deleted`.
    pub fn delete_group(&self, group: i64) -> Result<(), SimError> {
        self.core.write(|world| {
            world.group_mut(group)?.deleted = true;
            Ok(())
        })
    }

    /// Turns a basic group into a supergroup. Returns the new id; calls with the old one fail with `migrate_to_chat_id`.
    pub fn upgrade_group(&self, group: i64) -> Result<i64, SimError> {
        self.core.write(|world| world.upgrade_group(group))
    }

    /// Opens a topic as this person. Returns the thread's id.
    pub fn create_topic(&self, group: i64, user: i64, name: &str) -> Result<i64, SimError> {
        self.core.write(|world| {
            world.user(user)?;
            if !world.group_mut(group)?.forum {
                return Err(SimError::Invalid("this group has no topics".into()));
            }
            let topic = Topic {
                id: 0,
                name: name.to_owned(),
                icon_color: COLOURS[0],
                icon_custom_emoji_id: None,
                creator: user,
                closed: false,
            };
            Ok(world.create_topic(group, user, topic))
        })
    }

    /// Renames a topic as this person.
    pub fn rename_topic(&self, group: i64, user: i64, thread: i64, name: &str) -> Result<(), SimError> {
        self.core.write(|world| Ok(world.edit_topic(group, user, thread, Some(name.to_owned()), None)?))
    }

    /// Closes a topic as this person, or opens it again.
    pub fn close_topic(&self, group: i64, user: i64, thread: i64, closed: bool) -> Result<(), SimError> {
        self.core.write(|world| Ok(world.set_topic_closed(group, user, thread, closed)?))
    }

    /// Deletes a topic and its messages; bots are not told.
    pub fn delete_topic(&self, group: i64, thread: i64) -> Result<(), SimError> {
        self.core.write(|world| Ok(world.delete_topic(group, thread)?))
    }

    /// The topics of a group: thread id, name, and whether it is closed.
    pub fn topics(&self, group: i64) -> Vec<(i64, String, bool)> {
        self.core.read(|world| match world.chats.get(&Place::Group(group)) {
            Some(chat) => chat.topics.values().map(|it| (it.id, it.name.clone(), it.closed)).collect(),
            None => Vec::new(),
        })
    }

    /// Lets the bot act for this person's account, or takes that back. Returns the business connection's id.
    pub fn connect_business(&self, user: i64, bot: i64, enabled: bool) -> Result<String, SimError> {
        self.core.write(|world| world.connect_business(user, bot, enabled))
    }
}
