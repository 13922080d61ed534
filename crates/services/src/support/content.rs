//! What a message holds, read from the raw JSON: newer content than the typed client knows is told apart all the same.
//! Names are the keys of `Message` in the Bot API (official documentation, 10.3).

use serde_json::Value;

/// How a message can be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// A text, known in full.
    Text,
    /// Content with a caption, known in full.
    Captioned,
    /// Content without words, or that we don't know: copied as it is.
    Other,
    /// Content that Telegram's `copyMessage` refuses.
    Uncopyable,
    /// Nobody wrote it: a chat's event.
    Service,
}

/// A message's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    /// `text`, or Telegram's name of it: `photo`, `voice`…; `message` where it has none.
    pub(super) kind: String,
    /// How it can be passed on.
    pub(super) nature: Nature,
    /// Text or caption.
    pub(super) words: Option<String>,
}

/// Content with captions. An animation shows as a document too, so it comes first.
const CAPTIONED: [&str; 6] = ["animation", "audio", "photo", "video", "voice", "document"];
/// Content without words. A venue shows as a location too, so it comes first.
const WORDLESS: [&str; 10] =
    ["venue", "checklist", "contact", "dice", "game", "location", "poll", "sticker", "story", "video_note"];
const UNCOPYABLE: [&str; 4] = ["giveaway", "giveaway_winners", "invoice", "paid_media"];
const SERVICE: [&str; 49] = [
    "boost_added",
    "channel_chat_created",
    "chat_background_set",
    "chat_owner_changed",
    "chat_owner_left",
    "chat_shared",
    "checklist_tasks_added",
    "checklist_tasks_done",
    "connected_website",
    "delete_chat_photo",
    "direct_message_price_changed",
    "forum_topic_closed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "gift",
    "gift_upgrade_sent",
    "giveaway_completed",
    "giveaway_created",
    "group_chat_created",
    "left_chat_member",
    "message_auto_delete_timer_changed",
    "migrate_from_chat_id",
    "migrate_to_chat_id",
    "new_chat_members",
    "new_chat_photo",
    "new_chat_title",
    "paid_message_price_changed",
    "passport_data",
    "pinned_message",
    "proximity_alert_triggered",
    "refunded_payment",
    "successful_payment",
    "suggested_post_approval_failed",
    "suggested_post_approved",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "supergroup_chat_created",
    "unique_gift",
    "users_shared",
    "video_chat_ended",
    "video_chat_participants_invited",
    "video_chat_scheduled",
    "video_chat_started",
    "web_app_data",
    "write_access_allowed",
];
/// Objects and lists that say something about a message and are not its content.
const ENVELOPE: [&str; 19] = [
    "caption_entities",
    "chat",
    "direct_messages_topic",
    "entities",
    "external_reply",
    "forward_from",
    "forward_from_chat",
    "forward_origin",
    "from",
    "link_preview_options",
    "quote",
    "reply_markup",
    "reply_to_message",
    "reply_to_story",
    "sender_business_bot",
    "sender_chat",
    "suggested_post_info",
    "via_bot",
    "new_chat_member",
];

impl Content {
    /// Reads a `message` object; whatever it is, there is an answer.
    pub(super) fn of(raw: &Value) -> Self {
        let has = |key: &&&str| raw.get(**key).is_some();
        let words = ["text", "caption"].iter().find_map(|key| raw.get(key)?.as_str()).map(str::to_owned);
        let found = |kind: &str, nature| Self { kind: kind.to_owned(), nature, words: words.clone() };
        if let Some(event) = SERVICE.iter().find(has) {
            return found(event, Nature::Service);
        }
        if let Some(kind) = UNCOPYABLE.iter().find(has) {
            return found(kind, Nature::Uncopyable);
        }
        if let Some(kind) = unknown_key(raw) {
            return found(kind, Nature::Other);
        }
        if raw.get("text").is_some_and(Value::is_string) {
            return found("text", Nature::Text);
        }
        if let Some(kind) = CAPTIONED.iter().find(has) {
            return found(kind, Nature::Captioned);
        }
        found(WORDLESS.iter().find(has).copied().unwrap_or("message"), Nature::Other)
    }
}

/// The first object or list of a kind that is not in any list here: newer content, or a newer part of it.
fn unknown_key(raw: &Value) -> Option<&str> {
    let is_known = |key: &str| CAPTIONED.contains(&key) || WORDLESS.contains(&key) || ENVELOPE.contains(&key);
    let unknown =
        |(key, value): &(&String, &Value)| (value.is_object() || value.is_array()) && !is_known(key);
    raw.as_object()?.iter().find(unknown).map(|(key, _)| key.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kind_and_nature(raw: &Value) -> (String, Nature) {
        let content = Content::of(raw);
        (content.kind, content.nature)
    }

    #[test]
    fn content_is_called_what_telegram_calls_it() {
        let thing = json!({});
        for (raw, kind, nature) in [
            (json!({"text": "a", "reply_to_message": {}, "entities": []}), "text", Nature::Text),
            (json!({"photo": [], "caption": "a"}), "photo", Nature::Captioned),
            (json!({"animation": thing, "document": thing}), "animation", Nature::Captioned),
            (json!({"document": thing}), "document", Nature::Captioned),
            (json!({"venue": thing, "location": thing}), "venue", Nature::Other),
            (json!({"sticker": thing}), "sticker", Nature::Other),
            (json!({"video_note": thing}), "video_note", Nature::Other),
            (json!({"poll": thing}), "poll", Nature::Other),
            (json!({"pinned_message": thing}), "pinned_message", Nature::Service),
            (json!({"new_chat_members": [], "new_chat_member": thing}), "new_chat_members", Nature::Service),
            (json!({"paid_media": thing, "caption": "a"}), "paid_media", Nature::Uncopyable),
        ] {
            assert_eq!(kind_and_nature(&raw), (kind.to_owned(), nature), "{raw}");
        }
    }

    #[test]
    fn content_that_nobody_knew_has_its_own_name_and_is_copied() {
        let newer = json!({"hologram": {"file_id": "x"}, "chat": {}, "from": {}, "new_flag": true});
        assert_eq!(kind_and_nature(&newer), ("hologram".to_owned(), Nature::Other));
        let text_and_more = json!({"text": "plain form", "rich_text": [{}]});
        assert_eq!(kind_and_nature(&text_and_more), ("rich_text".to_owned(), Nature::Other));
        assert_eq!(kind_and_nature(&json!({"new_flag": 7})), ("message".to_owned(), Nature::Other));
        assert_eq!(kind_and_nature(&Value::Null), ("message".to_owned(), Nature::Other));
    }
}
