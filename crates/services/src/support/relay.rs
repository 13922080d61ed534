//! The form in which a person's message appears in the support chat. Who writes stands above the text or in the caption,
//! where the whole still fits and every part is understood; otherwise a header goes first and the copy answers it.

use serde_json::{Map, Value, json};

use super::content::{Content, Nature};
use crate::message_text::{CAPTION_LIMIT, TEXT_LIMIT, units};

/// The entity types that we know how to shift (official documentation, `MessageEntity`). A text with any other is copied.
const ENTITY_TYPES: [&str; 19] = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
];

/// One call of the Bot API, without its chat.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    pub(super) method: &'static str,
    pub(super) params: Value,
}

/// How a message is relayed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Relay {
    /// By one message that says who and what.
    One(Call),
    /// By a header and then a copy that answers it.
    HeaderAndCopy(Call, Call),
}

/// Where the original is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Original<'a> {
    /// The person's chat.
    pub(super) chat: i64,
    /// The message there.
    pub(super) message: i64,
    /// As Telegram sent it.
    pub(super) raw: &'a Value,
}

/// The form for `original`; `reply_to` is the message in the support chat that it answers.
pub(super) fn form(original: Original<'_>, content: &Content, header: &str, reply_to: Option<i64>) -> Relay {
    let one = match content.nature {
        Nature::Text => text_below(original.raw, header),
        Nature::Captioned => copy_with_caption(original, header),
        Nature::Uncopyable | Nature::Service => Some(alone(&format!("{header}\n[{}]", content.kind), header)),
        Nature::Other => None,
    };
    match one {
        Some(call) => Relay::One(call.answering(reply_to)),
        None => Relay::HeaderAndCopy(alone(header, header).answering(reply_to), copy(original)),
    }
}

impl Call {
    fn new(method: &'static str, params: Map<String, Value>) -> Self {
        Self { method, params: Value::Object(params) }
    }

    /// Telegram shows it as the answer to `reply_to`, unless that is gone.
    fn answering(mut self, reply_to: Option<i64>) -> Self {
        if let (Some(id), Value::Object(params)) = (reply_to, &mut self.params) {
            let reply = json!({"message_id": id, "allow_sending_without_reply": true});
            params.insert("reply_parameters".to_owned(), reply);
        }
        self
    }
}

/// A text of ours that begins with the header.
fn alone(text: &str, header: &str) -> Call {
    let mut params = Map::new();
    params.insert("text".to_owned(), text.into());
    params.insert("entities".to_owned(), json!([bold(header)]));
    // A name may look like an address: its preview would pass for the person's message.
    params.insert("link_preview_options".to_owned(), json!({"is_disabled": true}));
    Call::new("sendMessage", params)
}

fn copy(original: Original<'_>) -> Call {
    let mut params = Map::new();
    params.insert("from_chat_id".to_owned(), original.chat.into());
    params.insert("message_id".to_owned(), original.message.into());
    Call::new("copyMessage", params)
}

fn text_below(raw: &Value, header: &str) -> Option<Call> {
    let text = raw.get("text")?.as_str()?;
    let mut params = headed(header, text, raw.get("entities"), ["text", "entities"], TEXT_LIMIT)?;
    let preview = raw.get("link_preview_options").filter(|options| options["is_disabled"] == true);
    if let Some(options) = preview {
        params.insert("link_preview_options".to_owned(), options.clone());
    }
    Some(Call::new("sendMessage", params))
}

fn copy_with_caption(original: Original<'_>, header: &str) -> Option<Call> {
    let raw = original.raw;
    let caption = raw.get("caption").map_or(Some(""), Value::as_str)?;
    let names = ["caption", "caption_entities"];
    let mut params = headed(header, caption, raw.get("caption_entities"), names, CAPTION_LIMIT)?;
    if raw.get("show_caption_above_media").is_some_and(|above| above == true) {
        params.insert("show_caption_above_media".to_owned(), true.into());
    }
    let Call { method, params: Value::Object(place) } = copy(original) else { return None };
    params.extend(place);
    Some(Call::new(method, params))
}

/// The header and `words` below it, under the given parameter names; `None` where that is too long, or an entity is not
/// understood.
fn headed(
    header: &str,
    words: &str,
    entities: Option<&Value>,
    names: [&str; 2],
    limit: usize,
) -> Option<Map<String, Value>> {
    let text = if words.is_empty() { header.to_owned() } else { format!("{header}\n{words}") };
    if units(&text) > limit {
        return None;
    }
    let mut all = vec![bold(header)];
    all.extend(shifted(entities, units(header) + 1)?);
    let [text_name, entities_name] = names.map(str::to_owned);
    Some(Map::from_iter([(text_name, text.into()), (entities_name, all.into())]))
}

fn bold(header: &str) -> Value {
    json!({"type": "bold", "offset": 0, "length": units(header)})
}

/// The entities as they are, moved by `by` UTF-16 units.
fn shifted(entities: Option<&Value>, by: usize) -> Option<Vec<Value>> {
    let Some(entities) = entities else { return Some(Vec::new()) };
    entities.as_array()?.iter().map(|entity| shift(entity, by)).collect()
}

fn shift(entity: &Value, by: usize) -> Option<Value> {
    let known = ENTITY_TYPES.contains(&entity.get("type")?.as_str()?);
    let offset = entity.get("offset")?.as_u64()?.checked_add(by as u64)?;
    let mut moved = entity.clone();
    *moved.get_mut("offset")? = offset.into();
    known.then_some(moved)
}
