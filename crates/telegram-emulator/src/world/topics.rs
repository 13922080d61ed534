//! Forum topics: opened, renamed, closed, opened again and deleted, by people and bots alike.
//!
//! A topic's id is the id of the service message that opened it. The General topic is not in the list: it has no id of
//! its own towards bots, is always there, and keeps only whether it is closed or hidden. Whoever acts was checked by the
//! caller; what makes no sense (no such topic, nothing to change) comes back as a [`TopicError`].

use serde_json::{Value, json};

use super::{Chat, Content, NewMessage, Place, World};
use crate::{
    error::{ApiError, SimError},
    error_texts as texts,
};

/// Bot API, `createForumTopic.icon_color`: the six colours that Telegram takes.
pub(crate) const COLOURS: &[i64] = &[7_322_096, 16_766_590, 13_338_331, 9_367_192, 16_749_490, 16_478_047];

#[derive(Clone, Debug)]
pub(crate) struct Topic {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) icon_color: i64,
    pub(crate) icon_custom_emoji_id: Option<String>,
    pub(crate) creator: i64,
    pub(crate) closed: bool,
}

impl Topic {
    /// The `ForumTopic` object.
    pub(crate) fn card(&self) -> Value {
        let mut card = self.look();
        card["message_thread_id"] = json!(self.id);
        card
    }

    fn look(&self) -> Value {
        let mut look = json!({"name": self.name, "icon_color": self.icon_color});
        if let Some(icon) = &self.icon_custom_emoji_id {
            look["icon_custom_emoji_id"] = json!(icon);
        }
        look
    }
}

/// The General topic.
#[derive(Clone, Debug)]
pub(crate) struct General {
    pub(crate) name: String,
    pub(crate) closed: bool,
    pub(crate) hidden: bool,
}

impl Default for General {
    fn default() -> Self {
        General { name: "General".into(), closed: false, hidden: false }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TopicError {
    Unknown,
    NotModified,
}

impl From<TopicError> for ApiError {
    fn from(error: TopicError) -> Self {
        match error {
            TopicError::Unknown => texts::TOPIC_ID_INVALID.into(),
            TopicError::NotModified => texts::TOPIC_NOT_MODIFIED.into(),
        }
    }
}

impl From<TopicError> for SimError {
    fn from(error: TopicError) -> Self {
        SimError::Invalid(match error {
            TopicError::Unknown => "there is no such topic".into(),
            TopicError::NotModified => "the topic is so already".into(),
        })
    }
}

impl Chat {
    /// Whether writing in this topic (`None`: General) is left to those who manage topics.
    pub(crate) fn is_closed(&self, thread: Option<i64>) -> bool {
        match thread {
            None => self.forum && self.general.closed,
            Some(id) => self.topics.get(&id).is_some_and(|topic| topic.closed),
        }
    }
}

impl World {
    /// Opens a topic and returns its id.
    pub(crate) fn create_topic(&mut self, group: i64, by: i64, mut topic: Topic) -> i64 {
        let place = Place::Group(group);
        let mut content = Content::new();
        content.insert("forum_topic_created".into(), topic.look());
        let id = self.peek_message_id(place);
        topic.id = id;
        topic.creator = by;
        if let Some(chat) = self.chats.get_mut(&place) {
            chat.topics.insert(id, topic);
        }
        self.post(place, by, NewMessage { thread: Some(id), ..NewMessage::of(content) })
    }

    /// Renames a topic or changes its icon (an empty one removes it).
    pub(crate) fn edit_topic(
        &mut self,
        group: i64,
        by: i64,
        thread: i64,
        name: Option<String>,
        icon: Option<String>,
    ) -> Result<(), TopicError> {
        let topic = self.topic_mut(group, thread)?;
        let name = name.filter(|name| *name != topic.name);
        let old = topic.icon_custom_emoji_id.clone().unwrap_or_default();
        let icon = icon.filter(|icon| *icon != old);
        if name.is_none() && icon.is_none() {
            return Err(TopicError::NotModified);
        }
        let mut change = json!({});
        if let Some(name) = name {
            change["name"] = json!(name);
            topic.name = name;
        }
        if let Some(icon) = icon {
            change["icon_custom_emoji_id"] = json!(icon);
            topic.icon_custom_emoji_id = (!icon.is_empty()).then_some(icon);
        }
        self.note(group, by, Some(thread), "forum_topic_edited", change);
        Ok(())
    }

    pub(crate) fn set_topic_closed(
        &mut self,
        group: i64,
        by: i64,
        thread: i64,
        closed: bool,
    ) -> Result<(), TopicError> {
        let topic = self.topic_mut(group, thread)?;
        if topic.closed == closed {
            return Err(TopicError::NotModified);
        }
        topic.closed = closed;
        let key = if closed { "forum_topic_closed" } else { "forum_topic_reopened" };
        self.note(group, by, Some(thread), key, json!({}));
        Ok(())
    }

    /// Deletes a topic with its messages. Nobody is told.
    pub(crate) fn delete_topic(&mut self, group: i64, thread: i64) -> Result<(), TopicError> {
        let chat = self.chats.get_mut(&Place::Group(group)).ok_or(TopicError::Unknown)?;
        chat.topics.remove(&thread).ok_or(TopicError::Unknown)?;
        chat.messages.retain(|_, message| message.thread != Some(thread));
        let Chat { pinned, messages, .. } = chat;
        pinned.retain(|id| messages.contains_key(id));
        chat.version += 1;
        Ok(())
    }

    /// Changes the General topic; the last argument is what the service message says.
    pub(crate) fn change_general(
        &mut self,
        group: i64,
        by: i64,
        change: impl FnOnce(&mut General) -> bool,
        key: &str,
        body: Value,
    ) -> Result<(), TopicError> {
        let chat = self.chats.get_mut(&Place::Group(group)).ok_or(TopicError::Unknown)?;
        if !change(&mut chat.general) {
            return Err(TopicError::NotModified);
        }
        self.note(group, by, None, key, body);
        Ok(())
    }

    fn topic_mut(&mut self, group: i64, thread: i64) -> Result<&mut Topic, TopicError> {
        let chat = self.chats.get_mut(&Place::Group(group)).ok_or(TopicError::Unknown)?;
        chat.topics.get_mut(&thread).ok_or(TopicError::Unknown)
    }

    fn note(&mut self, group: i64, by: i64, thread: Option<i64>, key: &str, body: Value) {
        let mut content = Content::new();
        content.insert(key.into(), body);
        self.post(Place::Group(group), by, NewMessage { thread, ..NewMessage::of(content) });
    }
}
