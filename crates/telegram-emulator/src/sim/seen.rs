//! A message as a person sees it on the phone.

use serde::Serialize;
use serde_json::{Value, json};

use crate::world::{Chat, Message, World, kind};

/// One message of a transcript.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    /// Its id in the chat.
    pub message_id: i64,
    /// Who wrote it.
    pub from: Speaker,
    /// Seconds since the Unix epoch.
    pub date: i64,
    /// When it was last edited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit_date: Option<i64>,
    /// `text`, `photo`, …, or the name of content that is newer than this crate.
    pub kind: String,
    /// The text or the caption; empty if there is none.
    pub text: String,
    /// The entities of the text or the caption.
    pub entities: Vec<Value>,
    /// The message that it replies to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<i64>,
    /// The topic it stands in; `None` for General and for chats without topics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread: Option<i64>,
    /// What the items of one album have in common.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// Rows of buttons under it.
    pub buttons: Vec<Vec<Button>>,
    /// The keyboard that a bot put in place of the usual one: rows of texts, none to take it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyboard: Option<Vec<Vec<String>>>,
    /// Emoji of the reactions.
    pub reactions: Vec<String>,
    /// The whole message as a bot would get it.
    pub raw: Value,
}

/// Who wrote a message.
#[derive(Clone, Debug, Serialize)]
pub struct Speaker {
    /// The user's or bot's id.
    pub id: i64,
    /// Whether it is a bot.
    pub is_bot: bool,
    /// First and last name.
    pub name: String,
    /// Without `@`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

/// A button under a message.
#[derive(Clone, Debug, Serialize)]
pub struct Button {
    /// What is on it.
    pub text: String,
    /// Its callback data, if pressing it calls the bot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Its link, if it opens one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Seen {
    /// Whether a bot wrote it.
    pub fn is_from_bot(&self) -> bool {
        self.from.is_bot
    }

    /// The button with this text or callback data.
    pub fn button(&self, name: &str) -> Option<&Button> {
        self.buttons
            .iter()
            .flatten()
            .find(|button| button.text == name || button.data.as_deref() == Some(name))
    }
}

pub(crate) fn see(world: &World, chat: &Chat, message: &Message) -> Seen {
    let content = &message.content;
    let text = content.get("text").or_else(|| content.get("caption")).and_then(Value::as_str);
    let entities =
        content.get("entities").or_else(|| content.get("caption_entities")).and_then(Value::as_array);
    Seen {
        message_id: message.id,
        from: speaker(world, message.from),
        date: message.date,
        edit_date: message.edit_date,
        kind: kind(content).to_owned(),
        text: text.unwrap_or_default().to_owned(),
        entities: entities.cloned().unwrap_or_default(),
        reply_to: message.reply_to,
        thread: message.thread,
        album: content.get("media_group_id").and_then(Value::as_str).map(str::to_owned),
        buttons: buttons(message.reply_markup.as_ref()),
        keyboard: keyboard(message.reply_markup.as_ref()),
        reactions: message
            .reactions
            .iter()
            .flat_map(|(_, kinds)| kinds)
            .filter_map(|kind| kind.get("emoji").and_then(Value::as_str).map(str::to_owned))
            .collect(),
        raw: world.message_card(chat, message, true),
    }
}

fn speaker(world: &World, id: i64) -> Speaker {
    let card = world.account_card(id).unwrap_or_else(|| json!({}));
    let text = |key: &str| card.get(key).and_then(Value::as_str).map(str::to_owned);
    let name = [text("first_name"), text("last_name")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Speaker { id, is_bot: card.get("is_bot") == Some(&Value::Bool(true)), name, username: text("username") }
}

/// `ReplyKeyboardMarkup` and `ReplyKeyboardRemove`. A button is a text or an object with one.
fn keyboard(markup: Option<&Value>) -> Option<Vec<Vec<String>>> {
    let markup = markup?;
    if markup.get("remove_keyboard").is_some() {
        return Some(Vec::new());
    }
    let text =
        |key: &Value| key.as_str().or_else(|| key.get("text")?.as_str()).unwrap_or_default().to_owned();
    let rows = markup.get("keyboard")?.as_array()?;
    Some(rows.iter().filter_map(Value::as_array).map(|row| row.iter().map(text).collect()).collect())
}

fn buttons(markup: Option<&Value>) -> Vec<Vec<Button>> {
    let rows = markup.and_then(|markup| markup.get("inline_keyboard")).and_then(Value::as_array);
    let text = |button: &Value, key: &str| button.get(key).and_then(Value::as_str).map(str::to_owned);
    rows.into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .map(|row| {
            row.iter()
                .map(|button| Button {
                    text: text(button, "text").unwrap_or_default(),
                    data: text(button, "callback_data"),
                    url: text(button, "url"),
                })
                .collect()
        })
        .collect()
}
