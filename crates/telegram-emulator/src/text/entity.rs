//! Message entities, and the explicit lists of them that bots send.

use serde_json::{Map, Value, json};

use super::{Formatted, utf16_len};
use crate::error::ApiError;

/// A `MessageEntity`: offsets and lengths in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entity {
    pub(crate) kind: String,
    pub(crate) offset: usize,
    pub(crate) length: usize,
    /// `url`, `user`, `language`, `custom_emoji_id` and whatever newer types carry.
    pub(crate) extra: Map<String, Value>,
}

impl Entity {
    pub(crate) fn new(kind: &str, offset: usize, length: usize) -> Self {
        Entity { kind: kind.to_owned(), offset, length, extra: Map::new() }
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.extra.insert(key.to_owned(), value.into());
        self
    }

    pub(crate) fn value(&self) -> Value {
        let mut value = json!({"type": self.kind, "offset": self.offset, "length": self.length});
        for (key, extra) in &self.extra {
            value[key] = extra.clone();
        }
        value
    }
}

/// Types that Telegram finds by itself; in an explicit list they are skipped.
const FOUND: &[&str] =
    &["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"];

/// A text with the entities of the `entities` parameter, checked as td's `fix_formatted_text` does.
pub(super) fn explicit(text: String, entities: Option<&Value>) -> Result<Formatted, ApiError> {
    let Some(entities) = entities else { return Ok(Formatted { text, entities: Vec::new() }) };
    let list = entities.as_array().ok_or_else(|| {
        ApiError::bad_request("can't parse entities: expected an Array of message entities")
    })?;
    let length = utf16_len(&text);
    let mut kept = Vec::new();
    for value in list {
        let field = |key: &str| value.get(key).and_then(Value::as_i64);
        let (Some(kind), Some(offset), Some(size)) =
            (value.get("type").and_then(Value::as_str), field("offset"), field("length"))
        else {
            return Err(ApiError::bad_request(
                "can't parse MessageEntity: field \"type\", \"offset\" or \"length\" is wrong",
            ));
        };
        if FOUND.contains(&kind) || size <= 0 {
            continue;
        }
        let (offset, size) = (usize::try_from(offset).unwrap_or(usize::MAX), size as usize);
        if offset.saturating_add(size) > length {
            return Err(ApiError::bad_request(format!(
                "entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {length}"
            )));
        }
        let url = value.get("url").and_then(Value::as_str).unwrap_or_default();
        if kind == "text_link" && super::links::check(url).is_none() {
            let what = format!("entity URL '{url}' is invalid: Wrong HTTP URL");
            return Err(ApiError::bad_request(what));
        }
        let mut entity = Entity::new(kind, offset, size);
        entity.extra = value.as_object().cloned().unwrap_or_default();
        entity
            .extra
            .retain(|key, value| !matches!(key.as_str(), "type" | "offset" | "length") && !value.is_null());
        kept.push(entity);
    }
    Ok(Formatted { text, entities: kept })
}
