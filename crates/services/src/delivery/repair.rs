//! Other forms of the same send: what is left out of it, or put in place of something, when Telegram refused it as it was.

use serde_json::{Map, Value, json};
use switchboard_store::entities::outbox;

use super::verdict::Repair;
use crate::message_text::{TEXT_LIMIT, cut, plain_of_html};

impl Repair {
    /// Whether there is such another form of this send that was not tried yet.
    pub(super) fn mends(self, row: &outbox::Model) -> bool {
        row.repairs & self.bit() == 0 && (self != Self::NoPhoto || is_photo_with_caption(row))
    }
}

/// Method and parameters of a send after the repairs that were tried.
pub(super) fn repaired(row: &outbox::Model, mut params: Map<String, Value>) -> (&str, Map<String, Value>) {
    let mut method = row.op.as_str();
    if row.repairs & Repair::PlainText.bit() != 0 {
        plain(&mut params);
    }
    if row.repairs & Repair::NoReply.bit() != 0 {
        params.remove("reply_parameters");
    }
    if row.repairs & Repair::NoPhoto.bit() != 0 {
        method = "sendMessage";
        text_alone(&mut params);
    }
    (method, params)
}

fn is_photo_with_caption(row: &outbox::Model) -> bool {
    #[derive(serde::Deserialize)]
    struct Captioned {
        caption: String,
    }
    row.op == "sendPhoto"
        && serde_json::from_str(&row.payload).is_ok_and(|photo: Captioned| !photo.caption.is_empty())
}

/// Without parse mode and entities; what was markup is taken out.
fn plain(params: &mut Map<String, Value>) {
    let mode = params.remove("parse_mode");
    params.remove("entities");
    params.remove("caption_entities");
    if !mode.is_some_and(|mode| mode.as_str().is_some_and(|mode| mode.eq_ignore_ascii_case("html"))) {
        return;
    }
    for key in ["text", "caption"] {
        if let Some(Value::String(text)) = params.get_mut(key) {
            *text = cut(&plain_of_html(text), TEXT_LIMIT);
        }
    }
}

/// What stood under the picture, without the picture.
fn text_alone(params: &mut Map<String, Value>) {
    for key in ["photo", "show_caption_above_media", "has_spoiler"] {
        params.remove(key);
    }
    for (caption, text) in [("caption", "text"), ("caption_entities", "entities")] {
        if let Some(value) = params.remove(caption) {
            params.insert(text.to_owned(), value);
        }
    }
    params.insert("link_preview_options".to_owned(), json!({"is_disabled": true}));
}
