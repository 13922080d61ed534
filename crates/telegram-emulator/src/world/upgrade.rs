//! A basic group becomes a supergroup: a new id, a new message sequence, the same people. Both chats say so, and calls
//! with the old id fail with `migrate_to_chat_id` from then on.

use serde_json::json;

use super::{Chat, Content, GroupKind, NewMessage, Place, World};
use crate::error::SimError;

impl World {
    /// Upgrades a basic group. Returns the supergroup's id.
    pub(crate) fn upgrade_group(&mut self, group: i64) -> Result<i64, SimError> {
        let old = self.group_mut(group)?;
        if old.group != Some(GroupKind::Group) || old.migrated_to.is_some() {
            return Err(SimError::Invalid("only a basic group can be upgraded, once".into()));
        }
        let (title, members) = (old.title.clone(), old.members.clone());
        let creator = self.creator(group).ok_or(SimError::UnknownGroup(group))?;
        let id = self.free_group_id(GroupKind::Supergroup);
        let place = Place::Group(id);
        let mut new = Chat::new(place, self.random_id());
        new.group = Some(GroupKind::Supergroup);
        new.title = title;
        new.members = members;
        self.chats.insert(place, new);
        let told = |key: &str, value: i64| {
            let mut content = Content::new();
            content.insert(key.into(), json!(value));
            NewMessage::of(content)
        };
        self.post(Place::Group(group), creator, told("migrate_to_chat_id", id));
        self.group_mut(group)?.migrated_to = Some(id);
        self.post(place, creator, told("migrate_from_chat_id", group));
        Ok(id)
    }

    /// An id that no group has.
    pub(crate) fn free_group_id(&self, kind: GroupKind) -> i64 {
        let first = match kind {
            GroupKind::Group => -4_000_000_001,
            GroupKind::Supergroup => -1_002_000_000_001,
        };
        (0..)
            .map(|step| first - step)
            .find(|id| !self.chats.contains_key(&Place::Group(*id)))
            .unwrap_or(first)
    }
}
