//! People's accounts. Made by the control API; read wherever an answer says who somebody is.

use serde_json::{Map, Value, json};

/// A person. Ids may be any positive 64-bit number; Telegram promises at most 52 significant bits.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) language_code: Option<String>,
    pub(crate) is_premium: bool,
    /// Forwards show only the name (`MessageOriginHiddenUser`).
    pub(crate) hides_forwards: bool,
    pub(crate) deactivated: bool,
}

impl User {
    /// The `User` object of the Bot API.
    pub(crate) fn card(&self) -> Value {
        let mut card = Map::new();
        card.insert("id".into(), json!(self.id));
        card.insert("is_bot".into(), json!(false));
        card.insert("first_name".into(), json!(self.first_name));
        for (key, value) in [
            ("last_name", &self.last_name),
            ("username", &self.username),
            ("language_code", &self.language_code),
        ] {
            if let Some(value) = value {
                card.insert(key.into(), json!(value));
            }
        }
        if self.is_premium {
            card.insert("is_premium".into(), json!(true));
        }
        Value::Object(card)
    }

    /// The `Chat` object of a private chat with this person.
    pub(crate) fn chat_card(&self) -> Value {
        let mut card = Map::new();
        card.insert("id".into(), json!(self.id));
        card.insert("type".into(), json!("private"));
        card.insert("first_name".into(), json!(self.first_name));
        for (key, value) in [("last_name", &self.last_name), ("username", &self.username)] {
            if let Some(value) = value {
                card.insert(key.into(), json!(value));
            }
        }
        Value::Object(card)
    }

    pub(crate) fn full_name(&self) -> String {
        match &self.last_name {
            Some(last) => format!("{} {last}", self.first_name),
            None => self.first_name.clone(),
        }
    }
}
