//! A message as it is stored, and where it stands.
//!
//! Content is kept as the Bot API's own JSON (`text`, `entities`, `photo`, … and anything newer), so content that
//! nobody here knows can be sent, copied and shown all the same.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a message carries: the Bot API's fields except the ones that `Message` holds itself.
pub(crate) type Content = Map<String, Value>;

/// A chat, seen from outside of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The private chat of a bot and a user.
    Private {
        /// The bot's id.
        bot: i64,
        /// The user's id, which the bot also sees as the chat's id.
        user: i64,
    },
    /// A group or supergroup, by its (negative) id.
    Group(i64),
}

impl Place {
    /// The private chat of `user` and `bot`.
    pub fn private(user: i64, bot: i64) -> Self {
        Place::Private { bot, user }
    }

    /// The chat's id as a bot sees it.
    pub fn telegram_id(&self) -> i64 {
        match *self {
            Place::Private { user, .. } => user,
            Place::Group(id) => id,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) id: i64,
    /// Seconds.
    pub(crate) date: i64,
    pub(crate) edit_date: Option<i64>,
    /// A user's or a bot's id.
    pub(crate) from: i64,
    pub(crate) reply_to: Option<i64>,
    /// The forum topic it stands in; `None` for General and for chats without topics.
    pub(crate) thread: Option<i64>,
    pub(crate) content: Content,
    pub(crate) reply_markup: Option<Value>,
    /// Whose reactions: account and what `ReactionType` objects.
    pub(crate) reactions: Vec<(i64, Vec<Value>)>,
}

/// A message that was not sent yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewMessage {
    pub(crate) reply_to: Option<i64>,
    pub(crate) thread: Option<i64>,
    pub(crate) content: Content,
    pub(crate) reply_markup: Option<Value>,
}

impl NewMessage {
    pub(crate) fn of(content: Content) -> Self {
        NewMessage { content, ..NewMessage::default() }
    }
}

/// Keys that make a message a service message; such messages can be neither copied nor forwarded.
const SERVICE: &[&str] = &[
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "successful_payment",
    "users_shared",
    "chat_shared",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "video_chat_started",
    "video_chat_ended",
    "web_app_data",
    "write_access_allowed",
    "boost_added",
];

/// Whether this is a service message.
pub(crate) fn is_service(content: &Content) -> bool {
    SERVICE.iter().any(|key| content.contains_key(*key))
}

/// The first key that says what the message is: `text`, `photo`, …; `unknown` for content newer than this crate.
pub(crate) fn kind(content: &Content) -> &str {
    const KINDS: &[&str] = &[
        "text",
        "animation",
        "photo",
        "video",
        "audio",
        "voice",
        "video_note",
        "sticker",
        "document",
        "location",
        "venue",
        "contact",
        "poll",
        "dice",
        "story",
        "game",
        "invoice",
        "paid_media",
        "checklist",
    ];
    KINDS
        .iter()
        .chain(SERVICE)
        .find(|key| content.contains_key(**key))
        .copied()
        .or_else(|| content.keys().map(String::as_str).find(|key| !MODIFIERS.contains(key)))
        .unwrap_or("unknown")
}

/// Fields that say how something is shown or where it came from, not what it is.
const MODIFIERS: &[&str] = &[
    "entities",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "link_preview_options",
    "forward_origin",
    "has_protected_content",
    "media_group_id",
    "effect_id",
    "message_thread_id",
    "is_topic_message",
    "quote",
    "external_reply",
    "reply_to_message",
    "is_from_offline",
    "has_media_spoiler",
    "reply_markup",
];
