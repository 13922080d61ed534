//! What the bot says in a chat about linking: plain text, a code marked so that a tap copies it, a row of buttons.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use switchboard_store::{
    TenantId,
    entities::{contact, integration},
};

use crate::{
    delivery::{Outgoing, accept},
    error::Result,
    message_text::units,
    people::{self, TelegramChat},
    work::Work,
};

/// A text in the making.
#[derive(Default)]
pub(super) struct Letter {
    text: String,
    entities: Vec<Value>,
    buttons: Vec<(String, String)>,
    expires_at: Option<DateTime<Utc>>,
    has_code: bool,
}

impl Letter {
    /// A letter that begins with `text`.
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Adds a paragraph.
    #[must_use]
    pub(super) fn paragraph(mut self, text: &str) -> Self {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(text);
        self
    }

    /// Adds digits that a tap copies. An entity marks them, not a parse mode: names around them need no escaping.
    #[must_use]
    pub(super) fn code(mut self, digits: &str) -> Self {
        self.entities.push(json!({"type": "code", "offset": units(&self.text), "length": units(digits)}));
        self.text.push_str(digits);
        self.has_code = true;
        self
    }

    /// Adds another letter as further paragraphs.
    #[must_use]
    pub(super) fn append(mut self, other: Self) -> Self {
        self.text.push_str("\n\n");
        let shift = self.len();
        self.text.push_str(&other.text);
        for mut entity in other.entities {
            let offset = entity["offset"].as_u64().unwrap_or_default();
            entity["offset"] = json!(shift as u64 + offset);
            self.entities.push(entity);
        }
        self.expires_at = other.expires_at;
        self.has_code |= other.has_code;
        self
    }

    /// Puts a button under it, to the right of those that are there; Telegram takes 64 bytes of `data`.
    #[must_use]
    pub(super) fn button(mut self, label: &str, data: String) -> Self {
        self.buttons.push((label.to_owned(), data));
        self
    }

    /// Names when it is not worth sending any more.
    #[must_use]
    pub(super) fn until(mut self, expires_at: DateTime<Utc>) -> Self {
        self.expires_at = Some(expires_at);
        self
    }

    /// Its length as Telegram counts it.
    pub(super) fn len(&self) -> usize {
        units(&self.text)
    }

    fn send_to(self, contact: &contact::Model) -> Outgoing {
        let mut params = json!({"text": self.text});
        if !self.entities.is_empty() {
            params["entities"] = Value::Array(self.entities);
        }
        if !self.buttons.is_empty() {
            let button = |(label, data)| json!({"text": label, "callback_data": data});
            let row: Vec<Value> = self.buttons.into_iter().map(button).collect();
            params["reply_markup"] = json!({"inline_keyboard": [row]});
        }
        let mut outgoing = Outgoing::new(contact.bot_id, contact.chat_id, "sendMessage", params);
        outgoing.expires_at = self.expires_at;
        outgoing.is_secret = self.has_code;
        outgoing
    }
}

/// Accepts the letters, in the order of their chats. Whoever cannot be reached by the tenant any more (the bot was
/// disconnected, or belongs to somebody else now) gets none. Call it last.
pub(super) async fn post(
    work: &Work,
    tenant: TenantId,
    mut letters: Vec<(&contact::Model, Letter)>,
) -> Result<()> {
    letters.sort_by_key(|(contact, _)| contact.chat_id);
    for (contact, letter) in letters {
        if people::voice(work.tx(), contact).await?.is_some() {
            accept(work, tenant, letter.send_to(contact)).await?;
        }
    }
    Ok(())
}

/// Whether codes and accounts may be spoken of here: in private chats only, and if the bot answers in those at all.
pub(super) fn is_private(integration: &integration::Model, chat: &TelegramChat) -> bool {
    chat.kind == switchboard_store::entities::chat::ChatKind::Private
        && people::answers_in(integration, chat.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_on_a_code_counts_as_telegram_counts() {
        let letter = Letter::new("😀 привет").append(Letter::new("Code: ").code("012345"));
        let offset = "😀 привет\n\nCode: ".encode_utf16().count();
        assert_eq!(letter.entities, [json!({"type": "code", "offset": offset, "length": 6})]);
        assert_eq!(letter.len(), offset + 6);
    }
}
