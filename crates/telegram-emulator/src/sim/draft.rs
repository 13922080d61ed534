//! A message that a person is about to send: text, media, or any content at all.

use axum::body::Bytes;
use serde_json::{Map, Value, json};

/// What a person sends. Media is made up: it gets file ids that bots can send again.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub(crate) content: Map<String, Value>,
    pub(crate) reply_to: Option<i64>,
    pub(crate) upload: Option<Bytes>,
}

impl Draft {
    /// A text. Commands, mentions and links in it become entities as Telegram makes them.
    pub fn text(text: impl Into<String>) -> Self {
        Draft::of("text", json!(text.into()))
    }

    /// A media kind by its Bot API name (`photo`, `document`, `voice`, `video`, `audio`, `animation`, `video_note`,
    /// `sticker`) or one of `location`, `contact`, `dice`, with made-up content.
    pub fn kind(kind: &str) -> Self {
        let thumb = || json!({"width": 90, "height": 51});
        let value = match kind {
            "photo" => json!([thumb(), {"width": 1280, "height": 720}]),
            "document" => json!({"file_name": "document.pdf", "mime_type": "application/pdf"}),
            "voice" => json!({"duration": 3, "mime_type": "audio/ogg"}),
            "audio" => {
                json!({"duration": 61, "mime_type": "audio/mpeg", "title": "Song", "performer": "Band"})
            }
            "video" => json!({"width": 640, "height": 360, "duration": 5, "mime_type": "video/mp4"}),
            "animation" => json!({"width": 320, "height": 180, "duration": 2, "mime_type": "video/mp4"}),
            "video_note" => json!({"length": 240, "duration": 4}),
            "sticker" => json!({"type": "regular", "width": 512, "height": 512, "is_animated": false,
                "is_video": false, "emoji": "🙂"}),
            "location" => json!({"latitude": 59.9386, "longitude": 30.3141}),
            "contact" => json!({"phone_number": "+79990000000", "first_name": "Contact"}),
            "dice" => json!({"emoji": "🎲", "value": 4}),
            _ => json!({}),
        };
        Draft::of(kind, value)
    }

    /// A photo.
    pub fn photo() -> Self {
        Draft::kind("photo")
    }

    /// A file with this content, which bots can download: `kind` as in [`Draft::kind`].
    pub fn file(kind: &str, file_name: &str, content: impl Into<Vec<u8>>) -> Self {
        let mut draft = Draft::kind(kind);
        if let Some(Value::Object(file)) = draft.content.get_mut(kind).filter(|_| kind != "voice") {
            file.insert("file_name".into(), json!(file_name));
            file.remove("mime_type");
        }
        draft.upload = Some(Bytes::from(content.into()));
        draft
    }

    /// A document with this file name.
    pub fn document(file_name: impl Into<String>) -> Self {
        let mut draft = Draft::kind("document");
        draft.content["document"]["file_name"] = json!(file_name.into());
        draft
    }

    /// A voice message.
    pub fn voice() -> Self {
        Draft::kind("voice")
    }

    /// A sticker for this emoji.
    pub fn sticker(emoji: impl Into<String>) -> Self {
        let mut draft = Draft::kind("sticker");
        draft.content["sticker"]["emoji"] = json!(emoji.into());
        draft
    }

    /// A point on the map.
    pub fn location(latitude: f64, longitude: f64) -> Self {
        Draft::of("location", json!({"latitude": latitude, "longitude": longitude}))
    }

    /// Somebody's phone number.
    pub fn contact(phone_number: impl Into<String>, first_name: impl Into<String>) -> Self {
        Draft::of("contact", json!({"phone_number": phone_number.into(), "first_name": first_name.into()}))
    }

    /// Anything: these fields become the message's fields as they are, also content that no client knows. Not an
    /// object: a message without content.
    pub fn raw(fields: Value) -> Self {
        match fields {
            Value::Object(content) => Draft { content, ..Draft::default() },
            _ => Draft::default(),
        }
    }

    /// A caption under media.
    pub fn caption(mut self, caption: impl Into<String>) -> Self {
        self.content.insert("caption".into(), json!(caption.into()));
        self
    }

    /// Entities of the text or caption, offsets and lengths in UTF-16 units; types are not checked.
    pub fn entities(mut self, entities: Value) -> Self {
        let key = if self.content.contains_key("text") { "entities" } else { "caption_entities" };
        self.content.insert(key.into(), entities);
        self
    }

    /// As a reply to this message of the same chat.
    pub fn reply_to(mut self, message_id: i64) -> Self {
        self.reply_to = Some(message_id);
        self
    }

    /// Adds fields to the message as they are.
    pub fn with(mut self, fields: Value) -> Self {
        if let Value::Object(fields) = fields {
            self.content.extend(fields);
        }
        self
    }

    fn of(key: &str, value: Value) -> Self {
        let mut content = Map::new();
        content.insert(key.into(), value);
        Draft { content, ..Draft::default() }
    }
}
