//! `reply_markup`: inline keyboards are checked as Telegram checks them; other keyboards are accepted and kept.

use serde_json::{Map, Value, json};

use super::Params;
use crate::{error::ApiError, error_texts as texts};

/// Bot API, `InlineKeyboardButton.callback_data`: 1-64 bytes.
const MAX_DATA: usize = 64;

/// What a button can do besides having a text; newer actions are kept as they are.
const STYLES: &[&str] = &["text", "style", "icon_custom_emoji_id"];

pub(super) fn reply_markup(params: &Params) -> Result<Option<Value>, ApiError> {
    let markup = match params.text("reply_markup") {
        "" => return Ok(None),
        text => serde_json::from_str::<Value>(text).map_err(|_| texts::MARKUP_JSON)?,
    };
    let Value::Object(fields) = &markup else { return Err(texts::MARKUP_NOT_OBJECT.into()) };
    let Some(rows) = fields.get("inline_keyboard") else {
        return Ok((!fields.is_empty()).then_some(markup));
    };
    let rows = rows.as_array().ok_or_else(|| {
        ApiError::bad_request(
            "field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays",
        )
    })?;
    let mut checked = Vec::new();
    for row in rows {
        let row = row.as_array().ok_or_else(|| {
            ApiError::bad_request(
                "field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays",
            )
        })?;
        let buttons = row.iter().map(button).collect::<Result<Vec<_>, _>>()?;
        if !buttons.is_empty() {
            checked.push(Value::Array(buttons));
        }
    }
    Ok((!checked.is_empty()).then(|| json!({"inline_keyboard": checked})))
}

fn button(button: &Value) -> Result<Value, ApiError> {
    let wrong = |what: &str| ApiError::bad_request(format!("can't parse inline keyboard button: {what}"));
    let fields = button.as_object().ok_or_else(|| wrong("InlineKeyboardButton must be an Object"))?;
    let fields: Map<String, Value> = fields
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let text = fields.get("text").ok_or_else(|| wrong("Can't find field \"text\""))?;
    if text.as_str().is_none_or(str::is_empty) {
        return Err(wrong("Field \"text\" must be a non-empty String"));
    }
    if let Some(data) = fields.get("callback_data") {
        let length = data.as_str().map_or(0, str::len);
        if length == 0 || length > MAX_DATA {
            return Err(texts::BUTTON_DATA_INVALID.into());
        }
    }
    if let Some(url) = fields.get("url")
        && url.as_str().is_none_or(|url| url.is_empty() || url.contains(char::is_whitespace))
    {
        return Err(texts::BUTTON_URL_INVALID.into());
    }
    if fields.keys().all(|key| STYLES.contains(&key.as_str())) {
        return Err(texts::TEXT_BUTTON.into());
    }
    Ok(Value::Object(fields))
}
